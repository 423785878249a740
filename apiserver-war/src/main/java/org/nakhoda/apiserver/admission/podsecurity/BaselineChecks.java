package org.nakhoda.apiserver.admission.podsecurity;

import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.named;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.plural;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.quoted;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.securityContext;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The baseline standard: no known way to more rights than containers have by default. */
final class BaselineChecks {
    private static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    static final List<Check> ALL = List.of(
            Check.since(0, "appArmorProfile", AppArmorCheck::test),
            Check.since(0, "capabilities_baseline", BaselineChecks::capabilities),
            Check.since(0, "hostNamespaces", BaselineChecks::hostNamespaces),
            Check.since(0, "hostPathVolumes", BaselineChecks::hostPathVolumes),
            Check.since(0, "hostPorts", BaselineChecks::hostPorts),
            Check.since(34, "hostProbesAndHostLifecycle", BaselineChecks::hostsOfProbes),
            Check.since(0, "privileged", BaselineChecks::privileged),
            Check.since(0, "procMount", BaselineChecks::procMount),
            Check.since(0, "procMount", BaselineChecks::procMount).exceptUserNamespaces(35),
            Check.since(0, "seLinuxOptions", pod -> SeLinuxCheck.test(pod, false)),
            Check.since(31, "seLinuxOptions", pod -> SeLinuxCheck.test(pod, true)),
            Check.since(0, "seccompProfile_baseline", SeccompChecks::annotations),
            Check.since(19, "seccompProfile_baseline", SeccompChecks::baseline),
            Check.since(0, "sysctls", pod -> sysctls(pod, 0)),
            Check.since(27, "sysctls", pod -> sysctls(pod, 27)),
            Check.since(29, "sysctls", pod -> sysctls(pod, 29)),
            Check.since(32, "sysctls", pod -> sysctls(pod, 32)),
            Check.since(0, "windowsHostProcess", BaselineChecks::hostProcess));

    private BaselineChecks() {}

    private static Optional<Violation> capabilities(PodUnderTest pod) {
        return capabilities(pod, CAPABILITIES::contains)
                .map(detail -> new Violation("non-default capabilities", detail));
    }

    /** Who adds capabilities that are not allowed; empty if nobody does. */
    static Optional<String> capabilities(PodUnderTest pod, Predicate<String> allowed) {
        Set<String> forbidden = new TreeSet<>();
        List<String> containers = pod.containersThat(container -> {
            boolean bad = false;
            for (JsonNode capability :
                    securityContext(container).path("capabilities").path("add")) {
                String name = capability.asString("");
                if (!allowed.test(name)) {
                    forbidden.add(name);
                    bad = true;
                }
            }
            return bad;
        });
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(named(containers) + " must not include " + quoted(forbidden)
                        + " in securityContext.capabilities.add");
    }

    private static Optional<Violation> hostNamespaces(PodUnderTest pod) {
        List<String> shared = new ArrayList<>();
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (Tree.flag(pod.spec(), field)) {
                shared.add(field + "=true");
            }
        }
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("host namespaces", String.join(", ", shared)));
    }

    private static Optional<Violation> hostPathVolumes(PodUnderTest pod) {
        List<String> volumes = new ArrayList<>();
        for (ObjectNode volume : Tree.objects(pod.spec(), "volumes")) {
            if (volume.path("hostPath").isObject()) {
                volumes.add(Tree.text(volume, "name"));
            }
        }
        return volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("hostPath volumes", plural("volume", volumes) + " " + quoted(volumes)));
    }

    private static Optional<Violation> hostPorts(PodUnderTest pod) {
        Set<String> ports = new TreeSet<>();
        List<String> containers = pod.containersThat(container -> {
            boolean bad = false;
            for (JsonNode port : container.path("ports")) {
                if (port.path("hostPort").asInt(0) != 0) {
                    ports.add(port.path("hostPort").asString());
                    bad = true;
                }
            }
            return bad;
        });
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "hostPort",
                        named(containers) + (containers.size() == 1 ? " uses " : " use ") + plural("hostPort", ports)
                                + " " + String.join(", ", ports)));
    }

    private static Optional<Violation> hostsOfProbes(PodUnderTest pod) {
        Set<String> hosts = new TreeSet<>();
        Set<String> containers = new TreeSet<>();
        for (ObjectNode container : pod.containers()) {
            JsonNode lifecycle = container.path("lifecycle");
            for (JsonNode handler : List.of(
                    container.path("livenessProbe"),
                    container.path("readinessProbe"),
                    container.path("startupProbe"),
                    lifecycle.path("postStart"),
                    lifecycle.path("preStop"))) {
                for (String kind : List.of("httpGet", "tcpSocket")) {
                    String host = Tree.text(handler, kind, "host");
                    if (!host.isEmpty()) {
                        hosts.add(host);
                        containers.add(Tree.text(container, "name"));
                    }
                }
            }
        }
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "probe or lifecycle host",
                        named(List.copyOf(containers)) + (containers.size() == 1 ? " uses " : " use ")
                                + plural("probe or lifecycle host", hosts) + " " + quoted(hosts)));
    }

    private static Optional<Violation> privileged(PodUnderTest pod) {
        List<String> containers = pod.containersThat(container -> Tree.flag(securityContext(container), "privileged"));
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "privileged", named(containers) + " must not set securityContext.privileged=true"));
    }

    static Optional<Violation> procMount(PodUnderTest pod) {
        Set<String> types = new TreeSet<>();
        List<String> containers = pod.containersThat(container -> {
            String type = Tree.text(securityContext(container), "procMount");
            boolean bad = !type.isEmpty() && !type.equals("Default");
            if (bad) {
                types.add(type);
            }
            return bad;
        });
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "procMount",
                        named(containers) + " must not set securityContext.procMount to " + quoted(types)));
    }

    private static Optional<Violation> sysctls(PodUnderTest pod, int minor) {
        List<String> forbidden = new ArrayList<>();
        for (JsonNode sysctl : pod.securityContext().path("sysctls")) {
            String name = Tree.text(sysctl, "name");
            if (sysctlSince(name) > minor) {
                forbidden.add(name);
            }
        }
        return forbidden.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(plural("forbidden sysctl", forbidden), String.join(", ", forbidden)));
    }

    /** The version since which a sysctl is known to be the pod's alone. */
    private static int sysctlSince(String name) {
        return switch (name) {
            case "kernel.shm_rmid_forced",
                    "net.ipv4.ip_local_port_range",
                    "net.ipv4.ip_unprivileged_port_start",
                    "net.ipv4.ping_group_range",
                    "net.ipv4.tcp_syncookies" -> 0;
            case "net.ipv4.ip_local_reserved_ports" -> 27;
            case "net.ipv4.tcp_fin_timeout",
                    "net.ipv4.tcp_keepalive_intvl",
                    "net.ipv4.tcp_keepalive_probes",
                    "net.ipv4.tcp_keepalive_time" -> 29;
            case "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem" -> 32;
            default -> Integer.MAX_VALUE;
        };
    }

    private static Optional<Violation> hostProcess(PodUnderTest pod) {
        boolean itself = hostProcess(pod.securityContext());
        List<String> containers = pod.containersThat(container -> hostProcess(securityContext(container)));
        return itself || !containers.isEmpty()
                ? Optional.of(new Violation(
                        "hostProcess",
                        setters(itself, containers) + " must not set securityContext.windowsOptions.hostProcess=true"))
                : Optional.empty();
    }

    private static boolean hostProcess(JsonNode context) {
        return Tree.flag(context.path("windowsOptions"), "hostProcess");
    }
}
