import type { OutgoingBlob } from "./push-blob.ts";
import type { Transport } from "./transport.ts";
import { closingAddress, closingPatience, type Upload } from "./upload-session.ts";

/** Sends a blob with one PUT. Source: OCI distribution 1.1, "POST then PUT". */
export async function sendWhole(transport: Transport, blob: OutgoingBlob, upload: Upload): Promise<void> {
  const answer = await transport.call({
    method: "PUT",
    repository: blob.repository,
    target: closingAddress(upload, blob),
    actions: "pull,push",
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(blob.descriptor.size),
    },
    open: () => counted(blob),
    repeatable: false,
    patience: closingPatience,
  });
  await answer.drop();
  blob.onBytes(blob.descriptor.size);
}

async function* counted({ open, onBytes }: OutgoingBlob) {
  let sent = 0;
  onBytes(0);
  for await (const chunk of open()) {
    yield chunk;
    sent += chunk.length;
    onBytes(sent);
  }
}
