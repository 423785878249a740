package org.nakhoda.client.informer;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.json.Json;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One page of a list: its objects are cut out and left to whoever wants them.
 *
 * @param items the JSON of each object
 * @param continuation asks for the next page; empty after the last
 */
record ListPage(List<byte[]> items, String continuation, String resourceVersion) {
    /** @throws tools.jackson.core.JacksonException if this is no list */
    static ListPage of(byte[] json) {
        List<byte[]> items = new ArrayList<>();
        String continuation = "";
        String resourceVersion = "";
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("items") && parser.isExpectedStartArrayToken()) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        items.add(Json.cut(parser, json));
                    }
                } else if (field.equals("metadata")) {
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        String name = parser.currentName();
                        parser.nextToken();
                        switch (name) {
                            case "continue" -> continuation = parser.getString();
                            case "resourceVersion" -> resourceVersion = parser.getString();
                            default -> parser.skipChildren();
                        }
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return new ListPage(items, continuation, resourceVersion);
    }
}
