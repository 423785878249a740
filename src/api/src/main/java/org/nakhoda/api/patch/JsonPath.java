package org.nakhoda.api.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.nakhoda.api.patch.PatchException.Fault;

/** A JSON Pointer (RFC 6901), as its unescaped tokens. */
record JsonPath(List<String> tokens) {
    static final int NO_INDEX = Integer.MIN_VALUE;

    private static final Pattern INDEX = Pattern.compile("-?(0|[1-9][0-9]{0,8})");

    static JsonPath parse(String text, String where) {
        if (text.isEmpty()) {
            return new JsonPath(List.of());
        }
        if (text.charAt(0) != '/') {
            throw new PatchException(Fault.MALFORMED, where, "the path \"" + text + "\" must begin with '/'");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            for (int at = token.indexOf('~'); at >= 0; at = token.indexOf('~', at + 1)) {
                if (at + 1 == token.length() || "01".indexOf(token.charAt(at + 1)) < 0) {
                    throw new PatchException(
                            Fault.MALFORMED, where, "the path \"" + text + "\" has a '~' that is neither ~0 nor ~1");
                }
            }
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPath(List.copyOf(tokens));
    }

    int length() {
        return tokens.size();
    }

    boolean isRoot() {
        return tokens.isEmpty();
    }

    String token(int i) {
        return tokens.get(i);
    }

    String last() {
        return tokens.get(tokens.size() - 1);
    }

    JsonPath parent() {
        return new JsonPath(tokens.subList(0, tokens.size() - 1));
    }

    boolean isProperPrefixOf(JsonPath other) {
        return tokens.size() < other.tokens.size()
                && other.tokens.subList(0, tokens.size()).equals(tokens);
    }

    /** Token {@code i} as an index; a negative one counts from the end of a list of {@code size}. {@link #NO_INDEX} if it is none. */
    int index(int i, int size) {
        String token = tokens.get(i);
        if (!INDEX.matcher(token).matches()) {
            return NO_INDEX;
        }
        int index = Integer.parseInt(token);
        return token.charAt(0) == '-' ? size + index : index;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append('/').append(token.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
