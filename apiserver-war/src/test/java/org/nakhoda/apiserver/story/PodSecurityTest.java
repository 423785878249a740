package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Namespaces whose labels hold their pods to a standard. */
class PodSecurityTest {
    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final String PRIVILEGED =
            "{name: a, image: i, securityContext: {privileged: true, allowPrivilegeEscalation: true}}";

    private final Client admin = RunningApi.admin();
    private String namespace;
    private String pods;

    @BeforeEach
    void aNamespace() {
        namespace = RunningApi.namespace();
        pods = "/api/v1/namespaces/" + namespace + "/pods";
    }

    private Client.Answer label(String labels) {
        return admin.merge("/api/v1/namespaces/" + namespace, "{metadata: {labels: {" + labels + "}}}");
    }

    private Client.Answer pod(String name, String container) {
        return admin.post(pods, "{metadata: {name: " + name + "}, spec: {containers: [" + container + "]}}");
    }

    private static String warning(Client.Answer answer) {
        return answer.headers().getOrDefault("Warning", "");
    }

    @Test
    void a_pod_against_the_enforced_standard_is_refused_with_all_that_is_against_it() {
        label(PREFIX + "enforce: restricted").expect(200);

        pod("p", "{name: a, image: i}")
                .refused(
                        403,
                        "Forbidden",
                        "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation !="
                                + " false (container \"a\" must set securityContext.allowPrivilegeEscalation=false),"
                                + " unrestricted capabilities (",
                        "), seccompProfile (");
        label(PREFIX + "enforce: baseline").expect(200);
        pod("p", "{name: a, image: i}").expect(201);
    }

    @Test
    void a_workload_is_made_and_its_writer_warned() {
        label(PREFIX + "enforce: baseline, " + PREFIX + "enforce-version: v1.30")
                .expect(200);

        Client.Answer answer =
                admin.post("/apis/apps/v1/namespaces/" + namespace + "/deployments", """
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [%s]}}
                """.formatted(PRIVILEGED));

        answer.expect(201);
        assertThat(warning(answer))
                .isEqualTo("299 - \"would violate PodSecurity \\\"baseline:v1.30\\\": privileged (container \\\"a\\\""
                        + " must not set securityContext.privileged=true)\"");
    }

    @Test
    void a_pod_that_is_only_warned_of_is_made() {
        label(PREFIX + "warn: baseline").expect(200);

        Client.Answer answer = pod("p", PRIVILEGED);

        answer.expect(201);
        assertThat(warning(answer)).contains("would violate PodSecurity \\\"baseline:latest\\\": privileged");
        assertThat(warning(pod("q", "{name: a, image: i}"))).isEmpty();
    }

    @Test
    void a_namespace_that_becomes_stricter_keeps_its_pods_and_says_which_of_them_would_be_refused() {
        pod("p", PRIVILEGED).expect(201);
        pod("q", PRIVILEGED).expect(201);

        Client.Answer answer = label(PREFIX + "enforce: baseline");

        answer.expect(200);
        assertThat(warning(answer))
                .contains("existing pods in namespace \\\"" + namespace
                        + "\\\" violate the new PodSecurity enforce level \\\"baseline:latest\\\"")
                .contains("p (and 1 other pod): privileged");
        admin.merge(pods + "/p", "{metadata: {labels: {still: here}}}").expect(200);
        admin.strategic(pods + "/p", "{spec: {containers: [{name: a, image: j}]}}")
                .refused(403, "Forbidden", "violates PodSecurity \"baseline:latest\": privileged");
    }

    @Test
    void a_debugging_container_is_judged_like_any_other() {
        label(PREFIX + "enforce: baseline").expect(200);
        pod("p", "{name: a, image: i}").expect(201);

        admin.strategic(
                        pods + "/p/ephemeralcontainers",
                        "{spec: {ephemeralContainers: [{name: d, image: i, securityContext: {privileged: true}}]}}")
                .refused(403, "Forbidden", "privileged (container \"d\"");
    }

    @Test
    void labels_that_cannot_be_understood_are_refused() {
        label(PREFIX + "enforce: strict")
                .refused(
                        422,
                        "Invalid",
                        "Namespace \"" + namespace + "\" is invalid: metadata.labels[" + PREFIX
                                + "enforce]: Invalid value: \"strict\": must be one of privileged, baseline,"
                                + " restricted");
        label(PREFIX + "warn-version: \"1.30\"").refused(422, "Invalid", "must be \"latest\" or \"v1.x\"");
    }
}
