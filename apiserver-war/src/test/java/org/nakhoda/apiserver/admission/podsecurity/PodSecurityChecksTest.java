package org.nakhoda.apiserver.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Yaml;

class PodSecurityChecksTest {
    private static final String GOOD = "securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true, "
            + "capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}";

    @Test
    void a_pod_that_says_nothing_keeps_to_the_baseline_and_not_to_the_restricted_standard() {
        String pod = "spec: {containers: [{name: a}, {name: b}]}";

        assertThat(details("baseline:latest", pod)).isEmpty();
        assertThat(details("restricted:latest", pod))
                .isEqualTo("allowPrivilegeEscalation != false (containers \"a\", \"b\" must set"
                        + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers"
                        + " \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true"
                        + " (pod or containers \"a\", \"b\" must set securityContext.runAsNonRoot=true),"
                        + " seccompProfile (pod or containers \"a\", \"b\" must set"
                        + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
        assertThat(details("restricted:latest", "spec: {containers: [{name: a, " + GOOD + "}]}"))
                .isEmpty();
        assertThat(details("privileged:latest", "spec: {hostNetwork: true}")).isEmpty();
    }

    @Test
    void what_is_said_for_the_pod_holds_for_containers_that_say_nothing() {
        String pod = "spec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}, containers: "
                + "[{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}";

        assertThat(details("restricted:latest", pod)).isEmpty();
    }

    @Test
    void the_baseline_names_who_does_what() {
        said(
                "spec: {hostNetwork: true, hostPID: true, hostIPC: true}",
                "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)");
        said(
                "spec: {volumes: [{name: v, hostPath: {path: /}}, {name: w, emptyDir: {}}]}",
                "hostPath volumes (volume \"v\")");
        said(
                "spec: {containers: [{name: a, ports: [{containerPort: 1, hostPort: 80}, {containerPort: 2}]}]}",
                "hostPort (container \"a\" uses hostPort 80)");
        said(
                "spec: {initContainers: [{name: i, ports: [{hostPort: 1}]}], containers: [{name: a, ports: [{hostPort: 2}]}]}",
                "hostPort (containers \"i\", \"a\" use hostPorts 1, 2)");
        said(
                "spec: {containers: [{name: a, livenessProbe: {httpGet: {host: 10.0.0.1}}}]}",
                "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"10.0.0.1\")");
        said(
                "spec: {containers: [{name: a, securityContext: {privileged: true}}]}",
                "privileged (container \"a\" must not set securityContext.privileged=true)");
        said(
                "spec: {ephemeralContainers: [{name: e, securityContext: {privileged: true}}]}",
                "privileged (container \"e\" must not set securityContext.privileged=true)");
        said(
                "spec: {containers: [{name: a, securityContext: {procMount: Unmasked}}]}",
                "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")");
        said(
                "spec: {containers: [{name: a, securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN, NET_RAW]}}}]}",
                "non-default capabilities (container \"a\" must not include \"NET_RAW\", \"SYS_ADMIN\" in"
                        + " securityContext.capabilities.add)");
        said(
                "spec: {securityContext: {sysctls: [{name: kernel.msgmax}, {name: net.ipv4.tcp_rmem}]}}",
                "forbidden sysctl (kernel.msgmax)");
        said(
                "spec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: "
                        + "[{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]}",
                "hostProcess (pod and container \"a\" must not set securityContext.windowsOptions.hostProcess=true)");
        said(
                "spec: {securityContext: {seccompProfile: {type: Unconfined}}, containers: "
                        + "[{name: a, securityContext: {seccompProfile: {type: Unconfined}}}]}",
                "seccompProfile (pod and container \"a\" must not set securityContext.seccompProfile.type to"
                        + " \"Unconfined\")");
        said(
                "spec: {securityContext: {seLinuxOptions: {type: t, user: u, role: r}}}",
                "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"t\"; user may not be set;"
                        + " role may not be set)");
    }

    @Test
    void app_armor_is_judged_by_its_fields_and_by_the_annotation_that_was_there_before() {
        said(
                "spec: {securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: a}]}",
                "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")");
        said(
                "{metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/a: unconfined}}, spec: {}}",
                "forbidden AppArmor profile (annotation must not set AppArmor profile type to"
                        + " \"container.apparmor.security.beta.kubernetes.io/a=\"unconfined\"\")");
        said(
                "{metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/a: localhost/x}}, spec: {}}",
                "");
    }

    @Test
    void a_standard_is_what_it_was_in_its_version() {
        String tcp = "spec: {securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}]}}";
        assertThat(details("baseline:v1.31", tcp)).isEqualTo("forbidden sysctl (net.ipv4.tcp_rmem)");
        assertThat(details("baseline:v1.32", tcp)).isEmpty();

        String engine = "spec: {securityContext: {seLinuxOptions: {type: container_engine_t}}}";
        assertThat(details("baseline:v1.30", engine)).contains("type \"container_engine_t\"");
        assertThat(details("baseline:v1.31", engine)).isEmpty();

        String host = "spec: {containers: [{name: a, readinessProbe: {tcpSocket: {host: x}}}]}";
        assertThat(details("baseline:v1.33", host)).isEmpty();
        assertThat(details("baseline:v1.34", host)).contains("probe or lifecycle host");

        String annotated =
                "{metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: unconfined}}, spec: {}}";
        assertThat(details("baseline:v1.18", annotated))
                .isEqualTo(
                        "seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")");
        assertThat(details("baseline:v1.19", annotated)).isEmpty();

        String silent = "spec: {containers: [{name: a}]}";
        assertThat(details("restricted:v1.7", silent))
                .isEqualTo("runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)");
        assertThat(details("restricted:v1.21", silent)).doesNotContain("capabilities");
    }

    @Test
    void windows_has_no_privileges_to_escalate_since_1_25() {
        String pod = "spec: {os: {name: windows}, securityContext: {runAsNonRoot: true}, containers: [{name: a}]}";

        assertThat(details("restricted:v1.25", pod)).isEmpty();
        assertThat(details("restricted:v1.24", pod)).contains("allowPrivilegeEscalation", "capabilities", "seccomp");
    }

    @Test
    void in_a_user_namespace_root_is_nobody_since_1_35() {
        String root =
                "spec: {hostUsers: false, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false,"
                        + " runAsUser: 0, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}]}";
        assertThat(details("restricted:v1.35", root)).isEmpty();
        assertThat(details("restricted:v1.34", root))
                .contains("runAsNonRoot != true", "runAsUser=0 (container \"a\" must not set runAsUser=0)");

        String unmasked = "spec: {hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}";
        assertThat(details("baseline:v1.35", unmasked)).isEmpty();
        assertThat(details("baseline:v1.34", unmasked)).contains("procMount");
        assertThat(details("restricted:latest", unmasked)).containsOnlyOnce("procMount (");
    }

    @Test
    void the_restricted_standard_says_more_about_volumes_and_capabilities_than_the_baseline_and_says_it_once() {
        String pod =
                "spec: {volumes: [{name: v, hostPath: {path: /}}, {name: w, nfs: {path: /}}, {name: i, image: {}}],"
                        + " containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true, "
                        + "capabilities: {add: [CHOWN], drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}]}";

        assertThat(details("restricted:latest", pod))
                .isEqualTo("unrestricted capabilities (container \"a\" must not include \"CHOWN\" in"
                        + " securityContext.capabilities.add), restricted volume types (volumes \"v\", \"w\" use"
                        + " restricted volume types \"hostPath\", \"nfs\")");
    }

    @Test
    void labels_become_a_policy_and_what_is_refused_is_warned_of_too() {
        NamespacePolicy only = NamespacePolicy.of(Map.of(
                "pod-security.kubernetes.io/enforce", "restricted",
                "pod-security.kubernetes.io/enforce-version", "v1.30"));
        assertThat(only.enforce()).hasToString("restricted:v1.30");
        assertThat(only.warn()).hasToString("restricted:v1.30");

        NamespacePolicy both = NamespacePolicy.of(Map.of(
                "pod-security.kubernetes.io/enforce", "baseline",
                "pod-security.kubernetes.io/warn", "restricted"));
        assertThat(both.enforce()).hasToString("baseline:latest");
        assertThat(both.warn()).hasToString("restricted:latest");
        assertThat(NamespacePolicy.of(Map.of("team", "a"))).isSameAs(NamespacePolicy.NONE);
    }

    @Test
    void a_label_that_cannot_be_read_refuses_most_and_warns_of_nothing() {
        NamespacePolicy policy = NamespacePolicy.of(Map.of(
                "pod-security.kubernetes.io/enforce", "strict",
                "pod-security.kubernetes.io/warn", "loud",
                "pod-security.kubernetes.io/warn-version", "1.30"));

        assertThat(policy.enforce().level()).isEqualTo(Level.RESTRICTED);
        assertThat(policy.warn().level()).isEqualTo(Level.PRIVILEGED);
        assertThat(policy.faults()).hasSize(3);
    }

    private static void said(String pod, String details) {
        assertThat(details("baseline:latest", pod)).isEqualTo(details);
    }

    private static String details(String standard, String pod) {
        String[] parts = standard.split(":");
        LevelVersion version = new LevelVersion(
                Level.of(parts[0]).orElseThrow(), LevelVersion.version(parts[1]).orElseThrow());
        return version.violations(PodUnderTest.of(Yaml.parse(pod)))
                .map(Violations::details)
                .orElse("");
    }
}
