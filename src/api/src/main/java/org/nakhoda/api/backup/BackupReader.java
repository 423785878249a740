package org.nakhoda.api.backup;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.nakhoda.api.backup.BackupException.Reason;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads a backup line by line. That it is whole is known only when {@link #next} has returned nothing: until then what was
 * read is not to be acted on for good. The stream stays the caller's. For one thread.
 */
public final class BackupReader {
    private static final int BUFFER = 64 * 1024;

    /** Far above what any object may have; a file that is none of ours must not fill the memory. */
    private static final int LONGEST_LINE = 256 << 20;

    private final InputStream in;
    private final MessageDigest digest = BackupWriter.sha256();
    private final BackupHeader header;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    private long lines;
    private String sha256 = "";

    /** @param in not compressed */
    public BackupReader(InputStream in) throws IOException {
        this.in = in;
        this.header = header(line());
    }

    /** @param in a backup's file */
    public static BackupReader compressed(InputStream in) throws IOException {
        try {
            return new BackupReader(new GZIPInputStream(in, BUFFER));
        } catch (ZipException e) {
            throw new BackupException(Reason.NOT_A_BACKUP, "this is no backup: it is not compressed by gzip", e);
        } catch (EOFException e) {
            throw new BackupException(Reason.CUT_OFF, "the backup is cut off at its beginning", e);
        }
    }

    public BackupHeader header() {
        return header;
    }

    /** How many lines were read so far. */
    public long lines() {
        return lines;
    }

    /** By which a whole backup is told from others. */
    public String sha256() {
        if (sha256.isEmpty()) {
            throw new IllegalStateException("the backup is not read to its end");
        }
        return sha256;
    }

    /**
     * @return empty when the backup was whole
     * @throws BackupException if it is not
     */
    public Optional<BackupRecord> next() throws IOException {
        if (!sha256.isEmpty()) {
            return Optional.empty();
        }
        byte[] line = line();
        try (JsonParser parser = Json.parser(line)) {
            parser.nextToken();
            parser.nextToken();
            String kind = String.valueOf(parser.currentName());
            parser.nextToken();
            JsonNode about = parser.readValueAsTree();
            if (kind.equals("end")) {
                end(about);
                return Optional.empty();
            }
            BackupRecord record = record(kind, about, parser, line);
            count(line);
            return Optional.of(record);
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw damaged("line " + (lines + 1) + " cannot be read", e);
        }
    }

    private BackupRecord record(String kind, JsonNode about, JsonParser parser, byte[] line) throws BackupException {
        return switch (kind) {
            case "object" ->
                new BackupRecord.StoredObject(
                        key(about), text(about, "uid"), revision(about, "revision"), document(parser, line));
            case "event" ->
                new BackupRecord.Event(
                        revision(about, "revision"),
                        text(about, "type"),
                        key(about),
                        text(about, "uid"),
                        about.has("previous") ? Optional.of(revision(about, "previous")) : Optional.empty(),
                        Instant.parse(text(about, "at")),
                        document(parser, line));
            case "before" -> new BackupRecord.Before(revision(about, "revision"), document(parser, line));
            case "key" ->
                new BackupRecord.KeyFile(
                        text(about, "name"), Base64.getDecoder().decode(text(about, "base64")));
            default -> throw damaged("line " + (lines + 1) + " is of the unknown kind " + kind, null);
        };
    }

    private BackupHeader header(byte[] line) throws BackupException {
        try {
            JsonNode first = Json.parse(line);
            int format = first.path("nakhodaBackup").asInt(0);
            if (format == 0) {
                throw new BackupException(
                        Reason.NOT_A_BACKUP, "this is no backup: its first line is none of a backup's");
            }
            if (format != BackupHeader.FORMAT) {
                throw new BackupException(
                        Reason.OTHER_FORMAT,
                        "the backup has format " + format + " and was written by version "
                                + first.path("product").asString("unknown") + "; this version reads format "
                                + BackupHeader.FORMAT);
            }
            BackupHeader read = new BackupHeader(
                    text(first, "product"),
                    Instant.parse(text(first, "created")),
                    text(first, "cluster"),
                    Optional.of(first.path("clusterCreated").asString(""))
                            .filter(at -> !at.isEmpty())
                            .map(Instant::parse),
                    revision(first, "revision"));
            count(line);
            return read;
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new BackupException(
                    Reason.NOT_A_BACKUP, "this is no backup: its first line is none of a backup's", e);
        }
    }

    private void end(JsonNode about) throws IOException {
        String counted = HexFormat.of().formatHex(digest.digest());
        if (about.path("lines").asLong(-1) != lines || !text(about, "sha256").equals(counted)) {
            throw damaged("its checksum is not the one of its " + lines + " lines", null);
        }
        if (at < limit || more()) {
            throw damaged("something follows after its end", null);
        }
        sha256 = counted;
    }

    private void count(byte[] line) {
        digest.update(line);
        digest.update((byte) '\n');
        lines++;
    }

    /** A line's bytes without its line break. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
        while (true) {
            if (at == limit) {
                fill();
            }
            int from = at;
            while (at < limit && buffer[at] != '\n') {
                at++;
            }
            if (line.size() + at - from > LONGEST_LINE) {
                throw damaged("line " + (lines + 1) + " is too long", null);
            }
            line.write(buffer, from, at - from);
            if (at < limit) {
                at++;
                return line.toByteArray();
            }
        }
    }

    private void fill() throws IOException {
        try {
            at = 0;
            limit = in.read(buffer);
        } catch (EOFException e) {
            throw cutOff(e);
        } catch (ZipException e) {
            throw damaged("it cannot be uncompressed after line " + lines, e);
        }
        if (limit <= 0) {
            limit = 0;
            throw cutOff(null);
        }
    }

    /** Reading on also makes a decompressor look at its own checksum. */
    private boolean more() throws IOException {
        try {
            return in.read() >= 0;
        } catch (EOFException e) {
            throw cutOff(e);
        } catch (ZipException e) {
            throw damaged("something else than a backup follows after its end", e);
        }
    }

    private BackupException cutOff(Throwable cause) {
        return new BackupException(
                Reason.CUT_OFF, "the backup is not whole: it is cut off after " + lines + " lines", cause);
    }

    private static BackupException damaged(String how, Throwable cause) {
        return new BackupException(Reason.DAMAGED, "the backup is damaged: " + how, cause);
    }

    /** What follows in the line; a document is not read, so it may be as deep as one alone. */
    private static byte[] document(JsonParser parser, byte[] line) {
        parser.nextToken();
        String form = String.valueOf(parser.currentName());
        parser.nextToken();
        if (form.equals("text")) {
            return parser.getString().getBytes(StandardCharsets.UTF_8);
        }
        if (!form.equals("document") || parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("there is no document");
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        return Arrays.copyOfRange(line, from, line.length - 1);
    }

    private static ResourceKey key(JsonNode about) {
        return new ResourceKey(
                new GroupResource(text(about, "group"), text(about, "resource")),
                text(about, "namespace"),
                text(about, "name"));
    }

    private static Revision revision(JsonNode about, String field) {
        return new Revision(about.required(field).longValue());
    }

    private static String text(JsonNode about, String field) {
        return about.required(field).stringValue();
    }
}
