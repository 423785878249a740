package org.nakhoda.apiserver.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The messages of Kubernetes' API: their fields by number. Read once, when the first protobuf body comes. */
final class Layouts {
    private final Map<String, Map<Integer, Field>> messages;

    private Layouts(Map<String, Map<Integer, Field>> messages) {
        this.messages = messages;
    }

    /** How often a field's type occurs. */
    enum Cardinality {
        SINGLE,
        REPEATED,
        MAP
    }

    /** @param type {@code string bytes bool int double} or a message's full name; of a map, the values' */
    record Field(String name, Cardinality cardinality, String type) {}

    static Layouts instance() {
        return Holder.INSTANCE;
    }

    /** Null if there is no such message. */
    Map<Integer, Field> message(String name) {
        return messages.get(name);
    }

    private static final class Holder {
        static final Layouts INSTANCE = read();

        private static Layouts read() {
            Map<String, Map<Integer, Field>> messages = new HashMap<>();
            try (InputStream in = Layouts.class.getResourceAsStream("layouts.gz");
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
                Map<Integer, Field> fields = Map.of();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] words = line.split(" ");
                    if (words[0].equals("message")) {
                        fields = new HashMap<>();
                        messages.put(words[1], fields);
                    } else {
                        fields.put(Integer.valueOf(words[0]), field(words[1], words[2]));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the packed protobuf layouts cannot be read", e);
            }
            return new Layouts(messages);
        }

        private static Field field(String name, String type) {
            return switch (type.charAt(0)) {
                case '*' -> new Field(name, Cardinality.REPEATED, type.substring(1));
                case '%' -> new Field(name, Cardinality.MAP, type.substring(1));
                default -> new Field(name, Cardinality.SINGLE, type);
            };
        }
    }
}
