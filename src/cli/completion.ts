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

const takesImages = ["build", "load", "run", "list", "push", "tags", "inspect", "diff"];

function bash(): string {
  return `_cooper() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names().join(" ")}" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
    ${takesImages.join("|")}) COMPREPLY=($(compgen -W "$(cooper list --names 2>/dev/null)" -- "$word")) ;;
    completion) COMPREPLY=($(compgen -W "${shells.join(" ")}" -- "$word")) ;;
    cache) COMPREPLY=($(compgen -W "du gc verify" -- "$word")) ;;
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
    completion) compadd ${shells.join(" ")} ;;
    cache) compadd du gc verify ;;
  esac
}
compdef _cooper cooper
`;
}

function fish(): string {
  const commands = commandTable.map(
    ({ name, summary }) => `complete -c cooper -n __fish_use_subcommand -a ${name} -d "${summary}"`,
  );
  return `complete -c cooper -f
${commands.join("\n")}
complete -c cooper -n "__fish_seen_subcommand_from ${takesImages.join(" ")}" -a "(cooper list --names 2>/dev/null)"
complete -c cooper -n "__fish_seen_subcommand_from completion" -a "${shells.join(" ")}"
complete -c cooper -n "__fish_seen_subcommand_from cache" -a "du gc verify"
`;
}

function names(): string[] {
  return commandTable.map(({ name }) => name);
}
