package org.nakhoda.api.protobuf;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The messages whose JSON is a text, a number, a list, or a document that they carry. */
final class SpecialMessages {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 =
            Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private SpecialMessages() {}

    static JsonNode quantity(WireReader in) {
        String text = "";
        while (in.next()) {
            if (in.field() == 1) {
                text = in.string();
            } else {
                in.skip();
            }
        }
        return NODES.stringNode(text.isEmpty() ? "0" : text);
    }

    static JsonNode intOrString(WireReader in) {
        long type = 0;
        int number = 0;
        String text = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int64();
                case 2 -> number = in.int32();
                case 3 -> text = in.string();
                default -> in.skip();
            }
        }
        if (type != 0 && type != 1) {
            throw WireReader.malformed("an int-or-string is neither: its type is " + type);
        }
        return type == 0 ? NODES.numberNode(number) : NODES.stringNode(text);
    }

    /** RFC 3339 in UTC to the second, as JSON clients write it; null if the time is not set. */
    static JsonNode time(WireReader in) {
        return time(in, SECONDS);
    }

    /** The same to the microsecond. */
    static JsonNode microTime(WireReader in) {
        return time(in, MICROSECONDS);
    }

    private static JsonNode time(WireReader in, DateTimeFormatter format) {
        long seconds = 0;
        int nanos = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> seconds = in.int64();
                case 2 -> nanos = in.int32();
                default -> in.skip();
            }
        }
        if (seconds == 0 && nanos == 0) {
            return null;
        }
        try {
            Instant time = Instant.ofEpochSecond(seconds, nanos);
            if (!time.isBefore(YEAR_0) && time.isBefore(YEAR_10000)) {
                return NODES.stringNode(format.format(time));
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw WireReader.malformed("a time is out of range: " + seconds + " s");
        }
        throw WireReader.malformed("a time is out of range: " + seconds + " s");
    }

    /** The JSON document that a raw extension or a managed field set carries; null if it carries none. */
    static JsonNode json(WireReader in, int depth) {
        byte[] document = {};
        while (in.next()) {
            if (in.field() == 1) {
                document = in.byteArray();
            } else {
                in.skip();
            }
        }
        if (document.length == 0) {
            return null;
        }
        try {
            JsonNode node = Json.parse(document);
            if (isDeeper(node, Json.MAX_DEPTH - depth)) {
                throw WireReader.malformed("the object is nested deeper than " + Json.MAX_DEPTH + " levels");
            }
            return node;
        } catch (JacksonException e) {
            throw WireReader.malformed("an embedded document is not JSON: " + e.getOriginalMessage());
        }
    }

    private static boolean isDeeper(JsonNode node, int levels) {
        if (!node.isContainer()) {
            return false;
        }
        if (levels <= 0) {
            return true;
        }
        for (JsonNode child : node.values()) {
            if (isDeeper(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    static ArrayNode strings(WireReader in) {
        ArrayNode items = NODES.arrayNode();
        while (in.next()) {
            if (in.field() == 1) {
                items.add(in.string());
            } else {
                in.skip();
            }
        }
        return items;
    }

    /** The fields of a time; none if the text is no time. */
    static void writeTime(WireWriter out, String text, boolean micros) {
        Instant time;
        try {
            time = text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return;
        }
        out.int64(2, micros ? time.getNano() / 1000 * 1000 : 0);
        out.int64(1, time.getEpochSecond());
    }

    static void writeJson(WireWriter out, JsonNode value) {
        out.byteArray(1, Json.bytes(value));
    }
}
