package org.nakhoda.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.FlowControl.Flow;
import org.nakhoda.apiserver.request.FlowControl.Permit;
import org.nakhoda.apiserver.request.RequestTarget;

/**
 * All FlowSchemas of a moment. Remembers what it found for a kind of request of a user, so that matching costs one look into
 * a map; a new set of schemas begins with an empty memory.
 */
final class FlowRules {
    /** Above this the memory is emptied: paths and users are the clients' choice. */
    private static final int MOST_KNOWN = 16_384;

    private final List<SchemaFlow> inOrder;
    private final boolean namespacesMatter;
    private final Map<Kind, Flow> known = new ConcurrentHashMap<>();

    /** @param levels by name; a schema without its level is passed over */
    FlowRules(
            Collection<FlowSchema> schemas,
            Map<String, LevelSpec> specs,
            Map<String, PriorityLevel> levels,
            Seats seats,
            FlowMetrics metrics) {
        List<SchemaFlow> flows = new ArrayList<>();
        schemas.stream()
                .filter(schema -> levels.containsKey(schema.level()))
                .sorted()
                .forEach(schema -> flows.add(new SchemaFlow(
                        schema,
                        levels.get(schema.level()),
                        seats,
                        metrics.of(schema.name(), schema.level()),
                        headers(schema.uid(), specs.get(schema.level()).uid()))));
        this.inOrder = List.copyOf(flows);
        this.namespacesMatter =
                schemas.stream().flatMap(schema -> schema.rules().stream()).anyMatch(PolicyRule::namesNamespaces);
    }

    private static Map<String, String> headers(String schema, String level) {
        return schema.isEmpty()
                ? Map.of()
                : Map.of("X-Kubernetes-PF-FlowSchema-UID", schema, "X-Kubernetes-PF-PriorityLevel-UID", level);
    }

    /** @param place the namespace, as far as it matters, or the path of a request that is about no resource */
    private record Kind(
            String user,
            Set<String> groups,
            String verb,
            String group,
            String resource,
            String subresource,
            String place) {}

    Flow flow(ApiRequest request, RequestTarget target, UserInfo caller) {
        String place;
        if (!target.resourceRequest()) {
            place = request.pathText();
        } else {
            place = namespacesMatter || target.namespace().isEmpty() ? target.namespace() : "*";
        }
        Kind kind = new Kind(
                caller.name(),
                caller.groups(),
                target.verb(),
                target.group(),
                target.resource(),
                target.subresource(),
                place);
        Flow found = known.get(kind);
        if (found == null) {
            found = match(target, caller, place);
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(kind, found);
        }
        return found;
    }

    private Flow match(RequestTarget target, UserInfo caller, String path) {
        for (SchemaFlow flow : inOrder) {
            if (flow.schema.matches(target, caller, path)) {
                return flow;
            }
        }
        return Flow.UNLIMITED;
    }

    /** The requests of one schema. */
    private record SchemaFlow(
            FlowSchema schema, PriorityLevel level, Seats seats, FlowCounts counts, Map<String, String> headers)
            implements Flow {
        @Override
        public Permit enter(RequestTarget target, UserInfo caller) {
            return seats.enter(level, counts, () -> schema.name() + "/" + schema.flow(target, caller));
        }
    }
}
