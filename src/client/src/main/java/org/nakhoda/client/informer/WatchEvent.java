package org.nakhoda.client.informer;

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

    /** @throws tools.jackson.core.JacksonException if this is no event */
    static WatchEvent of(byte[] json) {
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
                    object = ListPage.slice(parser, json);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return new WatchEvent(type, object);
    }
}
