package org.nakhoda.apiserver.serviceaccount;

import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authn.VerificationKeys;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenID Connect discovery: how anybody outside verifies this cluster's service-account tokens. */
public final class IssuerDiscovery implements Route {
    private static final List<String> CONFIGURATION = List.of(".well-known", "openid-configuration");
    private static final List<String> KEYS = List.of("openid", "v1", "jwks");

    private final String issuer;
    private final VerificationKeys keys;

    public IssuerDiscovery(String issuer, VerificationKeys keys) {
        this.issuer = issuer;
        this.keys = keys;
    }

    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET")
                && (request.path().equals(CONFIGURATION) || request.path().equals(KEYS));
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return request.path().equals(KEYS)
                ? answer("application/jwk-set+json", keySet())
                : answer(ApiResponse.JSON, configuration());
    }

    private static ApiResponse answer(String type, ObjectNode body) {
        return new ApiResponse(
                200,
                Map.of("Cache-Control", "public, max-age=3600"),
                new ApiResponse.Body.Whole(type, Json.bytes(body)));
    }

    private ObjectNode configuration() {
        ObjectNode answer = Json.object().put("issuer", issuer).put("jwks_uri", issuer + "/openid/v1/jwks");
        answer.putArray("response_types_supported").add("id_token");
        answer.putArray("subject_types_supported").add("public");
        answer.putArray("id_token_signing_alg_values_supported").add("RS256");
        return answer;
    }

    private ObjectNode keySet() {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("keys");
        keys.all().forEach((id, key) -> list.addObject()
                .put("use", "sig")
                .put("kty", "RSA")
                .put("kid", id)
                .put("alg", "RS256")
                .put("n", encoded(key.getModulus()))
                .put("e", encoded(key.getPublicExponent())));
        return answer;
    }

    private static String encoded(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, skip, bytes.length));
    }
}
