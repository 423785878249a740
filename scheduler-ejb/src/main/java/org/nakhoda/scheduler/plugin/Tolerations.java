package org.nakhoda.scheduler.plugin;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;

/** Whether tolerations cover a taint, by the rules of Kubernetes' "Taints and Tolerations". */
final class Tolerations {
    static final String NO_SCHEDULE = "NoSchedule";
    static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";
    static final String NO_EXECUTE = "NoExecute";

    private Tolerations() {}

    static boolean tolerate(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    /** An empty key with Exists covers every taint, an empty effect every effect. */
    private static boolean tolerates(Toleration toleration, Taint taint) {
        if (!blank(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())) {
            return false;
        }
        if (!blank(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
            return false;
        }
        if ("Exists".equals(toleration.getOperator())) {
            return true;
        }
        return !blank(toleration.getKey())
                && Objects.requireNonNullElse(toleration.getValue(), "")
                        .equals(Objects.requireNonNullElse(taint.getValue(), ""));
    }

    private static boolean blank(String text) {
        return text == null || text.isEmpty();
    }
}
