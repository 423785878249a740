package org.nakhoda.apiserver.authn;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a master tells the leading one for whom it sends a request on: in one header, as JSON in base64url. The front proxy's
 * headers ({@link FrontProxyHeaders}) are not enough among masters, for they lose what has a comma, letters outside ASCII, or a
 * key in capitals. The other side believes it because it comes with a master's certificate; see {@link MasterAuthenticator}.
 */
public final class ForwardedCaller {
    public static final String HEADER = "X-Nakhoda-Caller";

    private ForwardedCaller() {}

    public static String encoded(UserInfo caller) {
        ObjectNode json = Json.object().put("name", caller.name()).put("uid", caller.uid());
        ArrayNode groups = json.putArray("groups");
        caller.groups().stream().sorted().forEach(groups::add);
        ObjectNode extra = json.putObject("extra");
        caller.extra().forEach((key, values) -> {
            ArrayNode array = extra.putArray(key);
            values.forEach(array::add);
        });
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
    }

    /**
     * @throws ApiException UNAUTHORIZED if nobody can be read from it
     */
    static UserInfo decoded(String header) {
        try {
            JsonNode json = Json.parse(
                    new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8));
            String name = json.path("name").asString("");
            if (!name.isEmpty()) {
                Map<String, List<String>> extra = new LinkedHashMap<>();
                json.path("extra").properties().forEach(e -> extra.put(e.getKey(), texts(e.getValue())));
                Set<String> groups = new LinkedHashSet<>(texts(json.path("groups")));
                return new UserInfo(name, json.path("uid").asString(""), groups, extra);
            }
        } catch (RuntimeException e) {
            // said below
        }
        throw ApiException.of(Reason.UNAUTHORIZED, "the header " + HEADER + " names nobody");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString("")));
        return texts;
    }
}
