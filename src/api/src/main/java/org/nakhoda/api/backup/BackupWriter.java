package org.nakhoda.api.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a backup's lines, not compressed. Without {@link #end} it is none. The stream stays the caller's. For one thread.
 */
public final class BackupWriter {
    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long lines;

    public BackupWriter(OutputStream out, BackupHeader header) throws IOException {
        this.out = out;
        ObjectNode first = Json.object()
                .put("nakhodaBackup", BackupHeader.FORMAT)
                .put("product", header.product())
                .put("created", header.created().toString())
                .put("cluster", header.cluster());
        header.clusterCreated().ifPresent(at -> first.put("clusterCreated", at.toString()));
        first.put("revision", header.revision().value());
        line(Json.bytes(first));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How many lines there are so far. */
    public long lines() {
        return lines;
    }

    public void write(BackupRecord record) throws IOException {
        if (record instanceof BackupRecord.StoredObject object) {
            ObjectNode about = about(object.key(), object.uid());
            about.put("revision", object.revision().value());
            line("object", about, object.document());
        } else if (record instanceof BackupRecord.Event event) {
            ObjectNode about = Json.object()
                    .put("revision", event.revision().value())
                    .put("type", event.type())
                    .put("at", event.at().toString());
            event.previous().map(Revision::value).ifPresent(previous -> about.put("previous", previous));
            about.setAll(about(event.key(), event.uid()));
            line("event", about, event.document());
        } else if (record instanceof BackupRecord.Before before) {
            line("before", Json.object().put("revision", before.revision().value()), before.document());
        } else if (record instanceof BackupRecord.KeyFile key) {
            ObjectNode whole = Json.object();
            whole.putObject("key")
                    .put("name", key.name())
                    .put("base64", Base64.getEncoder().encodeToString(key.content()));
            line(Json.bytes(whole));
        }
    }

    /** Writes the last line, and flushes. */
    public void end() throws IOException {
        ObjectNode last = Json.object();
        last.putObject("end").put("lines", lines).put("sha256", HexFormat.of().formatHex(digest.digest()));
        out.write(Json.bytes(last));
        out.write('\n');
        out.flush();
    }

    private static ObjectNode about(ResourceKey key, String uid) {
        return Json.object()
                .put("group", key.resource().group())
                .put("resource", key.resource().resource())
                .put("namespace", key.namespace())
                .put("name", key.name())
                .put("uid", uid);
    }

    private void line(String kind, ObjectNode about, byte[] document) throws IOException {
        boolean plain = standsInALine(document);
        String head = String.format(Locale.ROOT, "{\"%s\":%s,\"%s\":", kind, about, plain ? "document" : "text");
        byte[] value = plain ? document : Json.mapper().writeValueAsBytes(new String(document, StandardCharsets.UTF_8));
        part(head.getBytes(StandardCharsets.UTF_8));
        part(value);
        part(new byte[] {'}', '\n'});
        lines++;
    }

    private void line(byte[] json) throws IOException {
        part(json);
        part(new byte[] {'\n'});
        lines++;
    }

    private void part(byte[] bytes) throws IOException {
        digest.update(bytes);
        out.write(bytes);
    }

    private static boolean standsInALine(byte[] document) {
        if (document.length < 2 || document[0] != '{' || document[document.length - 1] != '}') {
            return false;
        }
        for (byte b : document) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        return true;
    }
}
