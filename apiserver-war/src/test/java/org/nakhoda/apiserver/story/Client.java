package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.request.ApiHandler;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends requests the way HTTP would bring them, and reads answers. Bodies are given as YAML flow and sent as JSON. */
final class Client {
    private static final UserInfo ADMIN =
            new UserInfo("admin", "", Set.of(UserInfo.GROUP_MASTERS, UserInfo.GROUP_AUTHENTICATED), Map.of());

    private final ApiHandler api;
    private final UserInfo caller;
    private final Credentials credentials;

    Client(ApiHandler api) {
        this(api, ADMIN);
    }

    Client(ApiHandler api, UserInfo caller) {
        this(api, caller, new Credentials(null, null));
    }

    /** Of somebody who is still to be authenticated. */
    Client(ApiHandler api, Credentials credentials) {
        this(api, null, credentials);
    }

    private Client(ApiHandler api, UserInfo caller, Credentials credentials) {
        this.api = api;
        this.caller = caller;
        this.credentials = credentials;
    }

    Answer get(String uri) {
        return send("GET", uri, Map.of(), new byte[0]);
    }

    Answer get(String uri, String accept) {
        return send("GET", uri, Map.of("accept", accept), new byte[0]);
    }

    Answer post(String uri, String yaml) {
        return send("POST", uri, Map.of("content-type", "application/json"), json(yaml));
    }

    Answer put(String uri, String yaml) {
        return send("PUT", uri, Map.of("content-type", "application/json"), json(yaml));
    }

    Answer put(String uri, JsonNode object) {
        return send("PUT", uri, Map.of("content-type", "application/json"), Json.bytes(object));
    }

    /** Replaces what is there now, as somebody does who has just read it. */
    Answer replace(String uri, JsonNode object) {
        ObjectNode now = object.deepCopy().asObject();
        now.withObject("/metadata").put("resourceVersion", get(uri).revision());
        return put(uri, now);
    }

    Answer replace(String uri, String yaml) {
        return replace(uri, Json.parse(json(yaml)));
    }

    Answer merge(String uri, String yaml) {
        return send("PATCH", uri, Map.of("content-type", "application/merge-patch+json"), json(yaml));
    }

    Answer strategic(String uri, String yaml) {
        return send("PATCH", uri, Map.of("content-type", "application/strategic-merge-patch+json"), json(yaml));
    }

    Answer patch(String uri, String yaml) {
        return send("PATCH", uri, Map.of("content-type", "application/json-patch+json"), json(yaml));
    }

    Answer delete(String uri) {
        return send("DELETE", uri, Map.of(), new byte[0]);
    }

    Answer delete(String uri, String yaml) {
        return send("DELETE", uri, Map.of("content-type", "application/json"), json(yaml));
    }

    FrameSource watch(String uri) {
        return watch(uri, "application/json");
    }

    FrameSource watch(String uri, String accept) {
        ApiResponse response = respond("GET", uri, Map.of("accept", accept), new byte[0]);
        assertThat(response.status()).isEqualTo(200);
        return ((Body.Frames) response.body()).source();
    }

    Answer send(String method, String uri, Map<String, String> headers, byte[] body) {
        ApiResponse response = respond(method, uri, headers, body);
        return new Answer(response.status(), response.headers(), bytes(response.body()));
    }

    private ApiResponse respond(String method, String uri, Map<String, String> headers, byte[] body) {
        int question = uri.indexOf('?');
        return api.handle(new ApiRequest(
                method,
                UriText.path(question < 0 ? uri : uri.substring(0, question)),
                UriText.query(question < 0 ? null : uri.substring(question + 1)),
                new HashMap<>(headers),
                body,
                credentials,
                caller,
                uri));
    }

    private static byte[] json(String yaml) {
        return Json.bytes(Yaml.parse(yaml));
    }

    private static byte[] bytes(Body body) {
        if (body instanceof Body.Whole whole) {
            return whole.bytes();
        }
        if (body instanceof Body.Streamed streamed) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                streamed.writer().write(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }
        ((Body.Frames) body).source().close();
        return new byte[0];
    }

    /** What came back. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    record Answer(int status, Map<String, String> headers, byte[] bytes) {
        JsonNode json() {
            return Json.parse(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonNode expect(int wanted) {
            assertThat(status).as("%s", text()).isEqualTo(wanted);
            return json();
        }

        String revision() {
            return json().at("/metadata/resourceVersion").asString("");
        }

        /** A refusal with this code and reason, whose message contains these words. */
        void refused(int code, String reason, String... words) {
            JsonNode status = expect(code);
            assertThat(status.path("kind").asString()).isEqualTo("Status");
            assertThat(status.path("status").asString()).isEqualTo("Failure");
            assertThat(status.path("reason").asString()).isEqualTo(reason);
            assertThat(status.path("code").asInt()).isEqualTo(code);
            for (String word : words) {
                assertThat(status.path("message").asString()).contains(word);
            }
        }
    }
}
