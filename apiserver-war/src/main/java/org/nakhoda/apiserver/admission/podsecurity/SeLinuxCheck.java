package org.nakhoda.apiserver.admission.podsecurity;

import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.plural;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.quoted;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.securityContext;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;
import tools.jackson.databind.JsonNode;

/** One of the SELinux types that are made for containers, and neither a user nor a role. */
final class SeLinuxCheck {
    private static final Set<String> TYPES = Set.of("", "container_t", "container_init_t", "container_kvm_t");
    private static final String ENGINE = "container_engine_t";

    private final boolean engines;
    private final Set<String> types = new TreeSet<>();
    private boolean user;
    private boolean role;

    private SeLinuxCheck(boolean engines) {
        this.engines = engines;
    }

    /** @param engines whether containers may run container engines */
    static Optional<Violation> test(PodUnderTest pod, boolean engines) {
        return new SeLinuxCheck(engines).violation(pod);
    }

    private Optional<Violation> violation(PodUnderTest pod) {
        boolean itself = forbidden(pod.securityContext());
        List<String> containers = pod.containersThat(container -> forbidden(securityContext(container)));
        if (!itself && containers.isEmpty()) {
            return Optional.empty();
        }
        List<String> what = new ArrayList<>();
        if (!types.isEmpty()) {
            what.add(plural("type", types) + " " + quoted(types));
        }
        if (user) {
            what.add("user may not be set");
        }
        if (role) {
            what.add("role may not be set");
        }
        return Optional.of(new Violation(
                "seLinuxOptions",
                setters(itself, containers) + " set forbidden securityContext.seLinuxOptions: "
                        + String.join("; ", what)));
    }

    private boolean forbidden(JsonNode context) {
        JsonNode options = context.path("seLinuxOptions");
        String type = Tree.text(options, "type");
        boolean badType = !TYPES.contains(type) && !(engines && type.equals(ENGINE));
        boolean badUser = !Tree.text(options, "user").isEmpty();
        boolean badRole = !Tree.text(options, "role").isEmpty();
        if (badType) {
            types.add(type);
        }
        user |= badUser;
        role |= badRole;
        return badType || badUser || badRole;
    }
}
