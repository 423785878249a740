package org.nakhoda.controllers.garbage;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.informer.ObjectMetadata;
import org.nakhoda.client.informer.ObjectMetadata.Owner;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.client.write.RawObjects;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.discovery.ServedResource;
import org.nakhoda.controllers.garbage.OwnerGraph.Node;
import org.nakhoda.controllers.garbage.Verdict.OwnerState;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes objects none of whose owners exists, holds back the end of an owner that is deleted in the foreground until its
 * blocking dependents are gone, and makes dependents forget an owner that is deleted with the policy Orphan. Keys are
 * uids. Before it deletes anything it asks the API for the object and for the owners that it does not know.
 */
public final class GarbageCollector implements Reconciler<String>, AutoCloseable {
    private final OwnerGraph graph = new OwnerGraph();
    private final List<Consumer<String>> sinks = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;
    private final RawObjects objects;
    private final ResourceInformers informers;
    private final ControllerRunner<String> runner;

    public GarbageCollector(ControllerContext context) {
        this.client = context.clientFor("generic-garbage-collector");
        this.objects = new RawObjects(client);
        this.informers = new ResourceInformers(client, context.executor(), (resource, change) -> {
            for (String uid : graph.observe(resource, change)) {
                sinks.forEach(sink -> sink.accept(uid));
            }
        });
        this.runner = context.runner("garbage-collector", this)
                .fedBy(new GraphFeed())
                .workers(4)
                .build();
    }

    public ControllerRunner<String> runner() {
        return runner;
    }

    private final class GraphFeed implements Feed<String> {
        @Override
        public CompletionStage<Void> synced() {
            informers.start();
            return informers.synced();
        }

        @Override
        public Stream<String> all() {
            return graph.suspects().stream();
        }

        @Override
        public void subscribe(Consumer<String> sink) {
            informers.synced().thenRun(() -> {
                sinks.add(sink);
                all().forEach(sink);
            });
        }
    }

    @Override
    public Result reconcile(String uid) {
        Optional<Node> found = graph.node(uid);
        if (found.isEmpty()) {
            return Result.done();
        }
        Node node = found.get();
        if (node.orphansDependents()) {
            orphan(node);
        } else if (node.waitsForDependents()) {
            letGo(node);
        } else if (!node.metadata().deleting() && !node.metadata().owners().isEmpty()) {
            judge(node);
        }
        return Result.done();
    }

    private void judge(Node node) {
        Optional<ObjectMetadata> live = live(node.path(), node.uid());
        if (live.isEmpty() || live.get().deleting()) {
            return;
        }
        ObjectMetadata object = live.get();
        List<Node> dependents = graph.dependentsOf(node.uid());
        Verdict verdict = Verdict.of(object, owner -> state(object, owner), !dependents.isEmpty());
        if (verdict instanceof Verdict.Forget forget) {
            changeOwners(node.path(), object, owner -> !forget.owners().contains(owner));
        } else if (verdict instanceof Verdict.Delete delete) {
            if (delete.propagation() == Deletion.Propagation.FOREGROUND
                    && dependents.stream().anyMatch(Node::waitsForDependents)) {
                // two that wait for each other would wait for ever
                unblock(node.path(), object);
            }
            // what has changed since must be judged anew
            Deletion.with(delete.propagation())
                    .ifStill(object.resourceVersion())
                    .at(node.path(), node.uid(), client);
        }
    }

    private OwnerState state(ObjectMetadata object, Owner owner) {
        Optional<Node> known = graph.node(owner.uid());
        if (known.isPresent() && isWhereOwnersMustBe(object, known.get())) {
            return known.get().waitsForDependents() ? OwnerState.WAITING : OwnerState.ALIVE;
        }
        ServedResource resource = resource(owner);
        if (resource.namespaced() && object.name().namespace().isEmpty()) {
            return OwnerState.ABSENT;
        }
        Optional<ObjectMetadata> live = live(resource.path(object.name().namespace(), owner.name()), owner.uid());
        if (live.isEmpty()) {
            return OwnerState.ABSENT;
        }
        return live.get().deleting() && live.get().hasFinalizer(Finalizers.FOREGROUND)
                ? OwnerState.WAITING
                : OwnerState.ALIVE;
    }

    /** An owner is cluster-scoped or in the same namespace. */
    private static boolean isWhereOwnersMustBe(ObjectMetadata object, Node owner) {
        String namespace = owner.metadata().name().namespace();
        return namespace.isEmpty() || namespace.equals(object.name().namespace());
    }

    private ServedResource resource(Owner owner) {
        Optional<ServedResource> resource = informers.byKind(owner.apiVersion(), owner.kind());
        if (resource.isEmpty()) {
            informers.refresh();
            resource = informers.byKind(owner.apiVersion(), owner.kind());
        }
        return resource.orElseThrow(() -> new IllegalStateException("the API serves no kind " + owner.kind() + " of "
                + owner.apiVersion() + ", so nobody can tell whether the owner " + owner.name() + " exists"));
    }

    /** The object as the API has it now; empty if it is gone or another one has its name. */
    private Optional<ObjectMetadata> live(String path, String uid) {
        return objects.get(path).map(ObjectMetadata::of).filter(object -> object.uid()
                .equals(uid));
    }

    /** Lets an owner go whose blocking dependents have gone, and drives those that have not. */
    private void letGo(Node owner) {
        List<Node> blocking = graph.dependentsOf(owner.uid()).stream()
                .filter(node -> node.metadata()
                        .owner(owner.uid())
                        .filter(Owner::blocking)
                        .isPresent())
                .toList();
        if (blocking.isEmpty()) {
            removeFinalizer(owner, Finalizers.FOREGROUND);
            return;
        }
        blocking.stream().filter(node -> !node.metadata().deleting()).forEach(node -> runner.add(node.uid()));
    }

    private void orphan(Node owner) {
        for (Node dependent : graph.dependentsOf(owner.uid())) {
            live(dependent.path(), dependent.uid())
                    .ifPresent(object -> changeOwners(dependent.path(), object, reference -> !reference
                            .uid()
                            .equals(owner.uid())));
        }
        removeFinalizer(owner, Finalizers.ORPHAN);
    }

    private void changeOwners(String path, ObjectMetadata object, Predicate<Owner> keep) {
        if (object.owners().stream().allMatch(keep)) {
            return;
        }
        writeOwners(path, object, object.owners().stream().filter(keep).toList());
    }

    private void unblock(String path, ObjectMetadata object) {
        List<Owner> free = new ArrayList<>();
        for (Owner owner : object.owners()) {
            free.add(new Owner(owner.apiVersion(), owner.kind(), owner.name(), owner.uid(), owner.controller(), false));
        }
        if (!free.equals(object.owners())) {
            writeOwners(path, object, free);
        }
    }

    private void writeOwners(String path, ObjectMetadata object, List<Owner> owners) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = precondition(patch, object);
        if (owners.isEmpty()) {
            metadata.putNull("ownerReferences");
        } else {
            ArrayNode list = metadata.putArray("ownerReferences");
            for (Owner owner : owners) {
                ObjectNode entry = list.addObject()
                        .put("apiVersion", owner.apiVersion())
                        .put("kind", owner.kind())
                        .put("name", owner.name())
                        .put("uid", owner.uid());
                if (owner.controller()) {
                    entry.put("controller", true);
                }
                entry.put("blockOwnerDeletion", owner.blocking());
            }
        }
        objects.mergePatch(path, patch);
    }

    private void removeFinalizer(Node node, String finalizer) {
        Optional<ObjectMetadata> live = live(node.path(), node.uid());
        if (live.isEmpty() || !live.get().hasFinalizer(finalizer)) {
            return;
        }
        ObjectNode patch = Json.object();
        ObjectNode metadata = precondition(patch, live.get());
        ArrayNode left = metadata.putArray("finalizers");
        live.get().finalizers().stream().filter(it -> !it.equals(finalizer)).forEach(left::add);
        objects.mergePatch(node.path(), patch);
    }

    private static ObjectNode precondition(ObjectNode patch, ObjectMetadata object) {
        return patch.putObject("metadata").put("uid", object.uid()).put("resourceVersion", object.resourceVersion());
    }

    @Override
    public void close() {
        runner.stop();
        informers.close();
    }
}
