package org.nakhoda.apiserver.discovery;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.JsonNode;

/** Bytes that many clients fetch again and again, with the tag by which they ask whether anything changed. */
public final class Document {
    private final String contentType;
    private final byte[] bytes;
    private final String hash;

    public Document(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
        this.hash = hash(bytes);
    }

    public static Document json(JsonNode tree) {
        return new Document(ApiResponse.JSON, Json.bytes(tree));
    }

    byte[] bytes() {
        return bytes;
    }

    /** Depends on the bytes alone; upper-case hexadecimal digits. */
    public String hash() {
        return hash;
    }

    /** 200 with the bytes, or 304 if the client has them. */
    public ApiResponse answer(ApiRequest request) {
        return answer(request, Map.of());
    }

    public ApiResponse answer(ApiRequest request, Map<String, String> moreHeaders) {
        Map<String, String> headers = new LinkedHashMap<>(moreHeaders);
        headers.put("ETag", "\"" + hash + "\"");
        headers.putIfAbsent("Vary", "Accept");
        headers.putIfAbsent("Cache-Control", "no-cache, private");
        boolean known = request.header("if-none-match").filter(this::isNamedIn).isPresent();
        return new ApiResponse(
                known ? 304 : 200, headers, new ApiResponse.Body.Whole(contentType, known ? new byte[0] : bytes));
    }

    private boolean isNamedIn(String tags) {
        for (String tag : tags.split(",")) {
            String plain = tag.strip();
            plain = plain.startsWith("W/") ? plain.substring(2) : plain;
            if (plain.equals("*") || plain.equals("\"" + hash + "\"")) {
                return true;
            }
        }
        return false;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
