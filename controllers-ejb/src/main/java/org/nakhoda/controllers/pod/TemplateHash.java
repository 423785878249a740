package org.nakhoda.controllers.pod;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Short names for pod templates: the same for equal templates, whatever the order of their fields. */
public final class TemplateHash {
    public static final String LABEL = "pod-template-hash";

    /** No vowels, so that no words appear, and nothing that looks like something else. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LENGTH = 10;

    private TemplateHash() {}

    /**
     * @param template as a tree of maps, lists and plain values
     * @param collisions a number that gives another name to the same template, when a name was taken
     */
    public static String of(Object template, int collisions) {
        StringBuilder canonical = new StringBuilder();
        append(canonical, template);
        canonical.append('#').append(collisions);
        long bits;
        try {
            bits = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                            .digest(canonical.toString().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        StringBuilder name = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            name.append(ALPHABET.charAt((int) Long.remainderUnsigned(bits, ALPHABET.length())));
            bits = Long.divideUnsigned(bits, ALPHABET.length());
        }
        return name.toString();
    }

    private static void append(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
            out.append('{');
            sorted.forEach((key, entry) -> {
                out.append(key.length()).append(':').append(key).append('=');
                append(out, entry);
            });
            out.append('}');
        } else if (value instanceof Collection<?> list) {
            out.append('[');
            for (Object element : list) {
                append(out, element);
                out.append(',');
            }
            out.append(']');
        } else {
            String text = String.valueOf(value);
            out.append(text.length()).append(':').append(text);
        }
    }
}
