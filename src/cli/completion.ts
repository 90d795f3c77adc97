import { commandTable } from "./command-table.ts";

/** The shells that completion is written for. */
export const shells = ["bash", "zsh", "fish"] as const;

/**
 * A script that completes commands, and the names of images where a command takes them: those come from
 * `cooper list --names`, so they are always those of the workspace one stands in.
 */
export function completionScript(shell: (typeof shells)[number]): string {
  return { bash, zsh, fish }[shell]();
}

const takesImages = "build load run list push tags inspect diff promote promotions rollback prune".split(" ");

/** What follows a command that takes one of a few words. */
const words = Object.entries({
  completion: shells.join(" "),
  cache: "du gc verify",
  ci: "github gitlab",
  registry: "serve",
});

function bash(): string {
  return `_cooper() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names().join(" ")}" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
    ${takesImages.join("|")}) COMPREPLY=($(compgen -W "$(cooper list --names 2>/dev/null)" -- "$word")) ;;
${words.map(([name, all]) => `    ${name}) COMPREPLY=($(compgen -W "${all}" -- "$word")) ;;`).join("\n")}
  esac
}
complete -o default -F _cooper cooper
`;
}

function zsh(): string {
  const commands = commandTable.map(
    ({ name, summary }) => `    '${name}:${summary.replaceAll("'", "'\\''")}'`,
  );
  return `#compdef cooper
_cooper() {
  local -a commands
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
    ${takesImages.join("|")}) compadd -- \${(f)"$(cooper list --names 2>/dev/null)"} ;;
${words.map(([name, all]) => `    ${name}) compadd ${all} ;;`).join("\n")}
  esac
}
compdef _cooper cooper
# Where zsh loads this file at the first Tab, it expects that Tab's answer.
[ "$funcstack[1]" != _cooper ] || _cooper "$@"
`;
}

function fish(): string {
  const commands = commandTable.map(
    ({ name, summary }) => `complete -c cooper -n __fish_use_subcommand -a ${name} -d "${summary}"`,
  );
  return `complete -c cooper -f
${commands.join("\n")}
complete -c cooper -n "__fish_seen_subcommand_from ${takesImages.join(" ")}" -a "(cooper list --names 2>/dev/null)"
${words.map(([name, all]) => `complete -c cooper -n "__fish_seen_subcommand_from ${name}" -a "${all}"`).join("\n")}
`;
}

function names(): string[] {
  return commandTable.map(({ name }) => name);
}
