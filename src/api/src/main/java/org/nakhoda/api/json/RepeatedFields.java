package org.nakhoda.api.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds the fields that stand several times in one object. */
final class RepeatedFields {
    private static final int MAX_FOUND = 100;

    private RepeatedFields() {}

    /** An object or a list that is being read: where it is, and what was seen in it. */
    private static final class Open {
        private final String path;
        private final boolean list;
        private final Set<String> seen = new HashSet<>();
        private String field = "";
        private int index;

        Open(String path, boolean list) {
            this.path = path;
            this.list = list;
        }

        /** The path of the value that comes next. */
        String next() {
            return list ? path + "[" + index++ + "]" : path.isEmpty() ? field : path + "." + field;
        }
    }

    static List<String> of(JsonParser parser) {
        Set<String> found = new LinkedHashSet<>();
        Deque<Open> open = new ArrayDeque<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            Open around = open.peek();
            switch (token) {
                case PROPERTY_NAME -> {
                    around.field = parser.currentName();
                    if (!around.seen.add(around.field) && found.size() < MAX_FOUND) {
                        found.add(around.next());
                    }
                }
                case START_OBJECT, START_ARRAY ->
                    open.push(new Open(around == null ? "" : around.next(), token == JsonToken.START_ARRAY));
                case END_OBJECT, END_ARRAY -> open.pop();
                default -> {
                    if (around != null && around.list) {
                        around.index++;
                    }
                }
            }
        }
        return new ArrayList<>(found);
    }
}
