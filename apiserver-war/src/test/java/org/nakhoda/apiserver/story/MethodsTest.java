package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.apiserver.story.Client.Answer;

/** What HTTP's methods do at the API's paths, and what a client is told that uses another one. */
class MethodsTest {
    private static final Client API = RunningApi.admin();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT     | /api/v1/namespaces/default/configmaps           | DELETE, GET, HEAD, POST",
                "OPTIONS | /api/v1/namespaces/default/configmaps           | DELETE, GET, HEAD, POST",
                "POST    | /api/v1/namespaces/default/configmaps/a         | DELETE, GET, HEAD, PATCH, PUT",
                "POST    | /api/v1/configmaps                              | GET, HEAD",
                "DELETE  | /api/v1/componentstatuses/scheduler             | GET, HEAD",
                "POST    | /apis/apps/v1/namespaces/a/deployments/b/scale  | GET, HEAD, PATCH, PUT",
                "GET     | /api/v1/namespaces/default/pods/a/binding       | POST",
                "GET     | /apis/authentication.k8s.io/v1/tokenreviews     | POST",
                "BREW    | /api/v1/namespaces/default/pods/a               | DELETE, GET, HEAD, PATCH, PUT",
                "POST    | /version                                        | GET, HEAD",
                "DELETE  | /apis/apps/v1                                   | GET, HEAD",
                "PUT     | /openapi/v2                                     | GET, HEAD"
            })
    void a_method_that_a_path_does_not_serve_is_refused_with_those_that_it_does(
            String method, String path, String allowed) {
        Answer answer = API.send(method, path, Map.of(), new byte[0]);

        answer.refused(405, "MethodNotAllowed");
        assertThat(answer.headers()).containsEntry("Allow", allowed);
    }

    @ParameterizedTest
    @CsvSource({"/version", "/apis", "/apis/apps/v1", "/openapi/v2", "/api/v1/namespaces", "/readyz"})
    void a_head_is_answered_like_a_get(String path) {
        Answer get = API.get(path);
        Answer head = API.send("HEAD", path, Map.of(), new byte[0]);

        assertThat(head.status()).isEqualTo(get.status()).isEqualTo(200);
        assertThat(head.headers().get("ETag")).isEqualTo(get.headers().get("ETag"));
    }

    @Test
    void what_is_not_there_is_not_found_by_whatever_method() {
        API.send("POST", "/nowhere", Map.of(), new byte[0]).refused(404, "NotFound");
        API.send("HEAD", "/nowhere", Map.of(), new byte[0]).refused(404, "NotFound");
    }
}
