package org.nakhoda.scheduler.plugin;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.Verdict;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** A cordoned node takes no pods, except those that tolerate being there. */
public final class NodeUnschedulable implements FilterPlugin {
    private static final Taint CORDON = new TaintBuilder()
            .withKey("node.kubernetes.io/unschedulable")
            .withEffect(Tolerations.NO_SCHEDULE)
            .build();

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public NodeFilter preFilter(PodInfo pod, Snapshot snapshot) {
        boolean tolerated = Tolerations.tolerate(pod.tolerations(), CORDON);
        return node ->
                node.unschedulable() && !tolerated ? Verdict.unresolvable("node(s) were unschedulable") : Verdict.FITS;
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return event instanceof ClusterEvent.NodeAdded
                || event instanceof ClusterEvent.NodeChanged changed
                        && !Boolean.TRUE.equals(changed.after().getSpec().getUnschedulable());
    }
}
