package org.nakhoda.apiserver.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.status.ApiException;

/** Decodes a URI's path and query (RFC 3986). Escapes that are cut short, or are not UTF-8, are refused. */
public final class UriText {
    private UriText() {}

    /**
     * The decoded segments; a trailing slash adds none.
     *
     * @throws ApiException BAD_REQUEST, also for empty segments and for "." and ".."
     */
    public static List<String> path(String raw) {
        return path(raw, Integer.MAX_VALUE);
    }

    /**
     * @param known so many segments are decoded, and may not be empty, "." or ".."; what follows them is kept as it was
     *     written
     * @throws ApiException BAD_REQUEST
     */
    public static List<String> path(String raw, int known) {
        List<String> segments = new ArrayList<>(8);
        int from = 1;
        while (from < raw.length()) {
            int slash = raw.indexOf('/', from);
            int to = slash < 0 ? raw.length() : slash;
            String written = raw.substring(from, to);
            String segment = decode(written, false);
            if (segments.size() >= known) {
                segments.add(written);
                from = to + 1;
                continue;
            }
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('/') >= 0) {
                throw ApiException.badRequest("the path \"" + raw + "\" has a segment that names nothing");
            }
            segments.add(segment);
            from = to + 1;
        }
        return segments;
    }

    /**
     * @throws ApiException BAD_REQUEST
     */
    public static Map<String, List<String>> query(String raw) {
        if (raw == null || raw.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        int from = 0;
        while (from <= raw.length()) {
            int ampersand = raw.indexOf('&', from);
            int to = ampersand < 0 ? raw.length() : ampersand;
            if (to > from) {
                String pair = raw.substring(from, to);
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                query.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
            }
            from = to + 1;
        }
        return query;
    }

    private static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
                int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw ApiException.badRequest("invalid URL escape in \"" + text + "\"");
                }
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i];
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.badRequest("the URL is not UTF-8: \"" + text + "\"");
        }
    }
}
