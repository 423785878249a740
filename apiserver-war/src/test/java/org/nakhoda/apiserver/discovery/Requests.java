package org.nakhoda.apiserver.discovery;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.JsonNode;

/** Requests as a client would send them, and answers as it would read them. */
public final class Requests {
    private Requests() {}

    /** @param headers name, value, name, value, ... */
    public static ApiRequest get(String target, String... headers) {
        String[] parts = target.split("\\?", 2);
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (parts.length == 2) {
            for (String pair : parts[1].split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.merge(
                        name,
                        List.of(equals < 0 ? "" : pair.substring(equals + 1)),
                        (a, b) -> List.of(a.get(0), b.get(0)));
            }
        }
        Map<String, String> byName = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            byName.put(headers[i], headers[i + 1]);
        }
        List<String> path =
                Arrays.stream(parts[0].split("/")).filter(s -> !s.isEmpty()).toList();
        return new ApiRequest("GET", path, query, byName, new byte[0], null, null);
    }

    public static byte[] bytes(ApiResponse response) {
        return ((ApiResponse.Body.Whole) response.body()).bytes();
    }

    public static JsonNode json(ApiResponse response) {
        return Json.parse(bytes(response));
    }

    public static String text(ApiResponse response) {
        return new String(bytes(response), java.nio.charset.StandardCharsets.UTF_8);
    }
}
