package org.nakhoda.apiserver.admission.podsecurity;

import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.named;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.plural;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.quoted;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.securityContext;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the restricted standard asks for beyond the baseline: pods that do as little as they can. */
final class RestrictedChecks {
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");

    private static final Check ESCALATION =
            Check.since(8, "allowPrivilegeEscalation", RestrictedChecks::allowPrivilegeEscalation);
    private static final Check CAPABILITIES = Check.since(22, "capabilities_restricted", RestrictedChecks::capabilities)
            .insteadOf("capabilities_baseline");
    private static final Check SECCOMP = Check.since(19, "seccompProfile_restricted", SeccompChecks::restricted)
            .insteadOf("seccompProfile_baseline");
    private static final Check NON_ROOT = Check.since(0, "runAsNonRoot", RestrictedChecks::runAsNonRoot);
    private static final Check USER = Check.since(23, "runAsUser", RestrictedChecks::runAsUser);

    static final List<Check> ALL = List.of(
            ESCALATION,
            ESCALATION.exceptWindows(25),
            CAPABILITIES,
            CAPABILITIES.exceptWindows(25),
            Check.since(35, "procMount_restricted", BaselineChecks::procMount).insteadOf("procMount"),
            Check.since(0, "restrictedVolumes", RestrictedChecks::volumes).insteadOf("hostPathVolumes"),
            NON_ROOT,
            NON_ROOT.exceptUserNamespaces(35),
            USER,
            USER.exceptUserNamespaces(35),
            SECCOMP,
            SECCOMP.exceptWindows(25));

    private RestrictedChecks() {}

    private static Optional<Violation> allowPrivilegeEscalation(PodUnderTest pod) {
        List<String> containers = pod.containersThat(container ->
                securityContext(container).path("allowPrivilegeEscalation").asBoolean(true));
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "allowPrivilegeEscalation != false",
                        named(containers) + " must set securityContext.allowPrivilegeEscalation=false"));
    }

    private static Optional<Violation> capabilities(PodUnderTest pod) {
        List<String> keeping = pod.containersThat(container -> {
            for (JsonNode dropped :
                    securityContext(container).path("capabilities").path("drop")) {
                if (dropped.asString("").equals("ALL")) {
                    return false;
                }
            }
            return true;
        });
        List<String> details = new ArrayList<>();
        if (!keeping.isEmpty()) {
            details.add(named(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        BaselineChecks.capabilities(pod, "NET_BIND_SERVICE"::equals).ifPresent(details::add);
        return details.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("unrestricted capabilities", String.join("; ", details)));
    }

    private static Optional<Violation> volumes(PodUnderTest pod) {
        List<String> names = new ArrayList<>();
        Set<String> types = new TreeSet<>();
        for (ObjectNode volume : Tree.objects(pod.spec(), "volumes")) {
            String type = type(volume);
            if (!VOLUMES.contains(type)) {
                names.add(Tree.text(volume, "name"));
                types.add(type);
            }
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "restricted volume types",
                        plural("volume", names) + " " + quoted(names) + (names.size() == 1 ? " uses " : " use ")
                                + plural("restricted volume type", types) + " " + quoted(types)));
    }

    private static String type(ObjectNode volume) {
        String type = "unknown";
        for (Map.Entry<String, JsonNode> field : volume.properties()) {
            if (field.getValue().isObject()) {
                type = field.getKey();
                if (VOLUMES.contains(type)) {
                    return type;
                }
            }
        }
        return type;
    }

    private static Optional<Violation> runAsNonRoot(PodUnderTest pod) {
        JsonNode own = pod.securityContext().path("runAsNonRoot");
        boolean itself = own.isBoolean() && !own.asBoolean();
        List<String> explicit = pod.containersThat(container -> {
            JsonNode set = securityContext(container).path("runAsNonRoot");
            return set.isBoolean() && !set.asBoolean();
        });
        if (itself || !explicit.isEmpty()) {
            return Optional.of(new Violation(
                    "runAsNonRoot != true",
                    setters(itself, explicit) + " must not set securityContext.runAsNonRoot=false"));
        }
        List<String> silent = own.isBoolean()
                ? List.of()
                : pod.containersThat(container ->
                        !securityContext(container).path("runAsNonRoot").isBoolean());
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "runAsNonRoot != true",
                        "pod or " + named(silent) + " must set securityContext.runAsNonRoot=true"));
    }

    private static Optional<Violation> runAsUser(PodUnderTest pod) {
        boolean itself = root(pod.securityContext());
        List<String> containers = pod.containersThat(container -> root(securityContext(container)));
        return itself || !containers.isEmpty()
                ? Optional.of(new Violation("runAsUser=0", setters(itself, containers) + " must not set runAsUser=0"))
                : Optional.empty();
    }

    private static boolean root(JsonNode context) {
        return Tree.number(context, "runAsUser", 1) == 0;
    }
}
