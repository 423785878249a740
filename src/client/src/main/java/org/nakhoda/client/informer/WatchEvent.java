package org.nakhoda.client.informer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One event of a watch, with its object cut out.
 *
 * @param type {@code ADDED} and the like; empty if the event names none
 * @param object its JSON
 */
record WatchEvent(String type, byte[] object) {
    private static final byte[] NOTHING = {'{', '}'};

    private static final byte[] BEGIN = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIDDLE = "\",\"object\":{".getBytes(StandardCharsets.US_ASCII);
    /** No type is longer. */
    private static final int LONGEST_TYPE = 16;

    /** @throws tools.jackson.core.JacksonException if this is no event */
    static WatchEvent of(byte[] json) {
        WatchEvent usual = asUsual(json);
        return usual != null ? usual : asWritten(json);
    }

    /**
     * An event that is written as API servers write it: the type first, then the object, and nothing else. Its object need not be
     * read to be cut out. Null if it is not.
     */
    private static WatchEvent asUsual(byte[] json) {
        if (!isAt(json, 0, BEGIN)) {
            return null;
        }
        int quote = BEGIN.length;
        while (quote < json.length && quote - BEGIN.length <= LONGEST_TYPE && json[quote] != '"') {
            quote++;
        }
        int end = json.length - 1;
        while (end > 0 && json[end] <= ' ') {
            end--;
        }
        return isAt(json, quote, MIDDLE) && json[end] == '}' && json[end - 1] == '}'
                ? new WatchEvent(
                        new String(json, BEGIN.length, quote - BEGIN.length, StandardCharsets.US_ASCII),
                        Arrays.copyOfRange(json, quote + MIDDLE.length - 1, end))
                : null;
    }

    private static boolean isAt(byte[] json, int at, byte[] text) {
        return at + text.length <= json.length && Arrays.equals(json, at, at + text.length, text, 0, text.length);
    }

    private static WatchEvent asWritten(byte[] json) {
        String type = "";
        byte[] object = NOTHING;
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("type")) {
                    type = parser.getString();
                } else if (field.equals("object") && parser.isExpectedStartObjectToken()) {
                    object = Json.cut(parser, json);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return new WatchEvent(type, object);
    }
}
