package org.nakhoda.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VersionRouteTest {
    @Test
    void tellsTheApisVersionAndTheBuildHonestly() {
        JsonNode version = Requests.json(new VersionRoute(VersionInfo.ofThisBuild()).handle(Requests.get("/version")));
        assertThat(version.path("major").asString()).isEqualTo("1");
        assertThat(version.path("minor").asString()).isEqualTo("36");
        assertThat(version.path("gitVersion").asString()).matches("v1\\.36\\.0\\+nakhoda-\\d+\\.\\d+\\.\\d+");
        assertThat(version.path("buildDate").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(version.path("compiler").asString()).isEqualTo("javac");
        assertThat(version.path("platform").asString()).matches("[a-z]+/(amd64|arm64)");
    }
}
