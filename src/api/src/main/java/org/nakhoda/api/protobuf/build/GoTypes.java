package org.nakhoda.api.protobuf.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How Kubernetes' Go types declare the fields of their messages. Go writes a field that is no pointer whether it is set or
 * not, and only a pointer that is there with a zero says something; descriptors do not tell the two apart. The facts are in
 * {@code go-types.txt}, printed from the types themselves.
 */
final class GoTypes {
    /**
     * @param keepsZero whether JSON has the field also when it is zero, though it is no pointer
     * @param embedded whether its message's fields are its owner's in JSON
     */
    record Field(String jsonName, boolean pointer, boolean keepsZero, boolean embedded) {
        /** Reads a name with its mark, such as {@code uID=uid*}. */
        static Field of(String word) {
            String name = word.substring(word.indexOf('=') + 1);
            char mark = name.charAt(name.length() - 1);
            boolean marked = mark == '*' || mark == '!' || mark == '^';
            return new Field(
                    marked ? name.substring(0, name.length() - 1) : name, mark == '*', mark == '!', mark == '^');
        }

        private static String wireName(String word) {
            return word.split("[=*!^]", 2)[0];
        }
    }

    private final Map<String, Map<String, Field>> messages;

    private GoTypes(Map<String, Map<String, Field>> messages) {
        this.messages = messages;
    }

    static GoTypes read() {
        Map<String, Map<String, Field>> messages = new HashMap<>();
        try (InputStream in = GoTypes.class.getResourceAsStream("go-types.txt")) {
            if (in == null) {
                throw new IllegalStateException("go-types.txt is missing beside " + GoTypes.class.getName());
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String[] words = line.split(" ");
                        Map<String, Field> fields = messages.computeIfAbsent(words[0], m -> new HashMap<>());
                        for (int i = 1; i < words.length; i++) {
                            fields.put(Field.wireName(words[i]), Field.of(words[i]));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read go-types.txt", e);
        }
        return new GoTypes(messages);
    }

    /**
     * @param field its name on the wire
     * @return empty if Go does not declare it
     * @throws IllegalStateException if Go does not declare the message
     */
    Optional<Field> find(String message, String field) {
        Map<String, Field> fields = messages.get(message);
        if (fields == null) {
            throw new IllegalStateException("go-types.txt does not know " + message + ": print it anew");
        }
        return Optional.ofNullable(fields.get(field));
    }
}
