package org.nakhoda.apiserver.registry;

import java.time.Clock;
import java.util.List;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.Exposure;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.allocation.WriteHook;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.ResourceRequests;
import org.nakhoda.apiserver.request.SubresourceHandler;
import org.nakhoda.apiserver.watch.Watches;
import org.nakhoda.db.store.ClusterStore;

/** Finds the kind that a request is about and hands over to the verb. */
public final class Registry implements ResourceRequests {
    private final Catalogue catalogue;
    private final Clock clock;
    private final List<SubresourceHandler> handlers;
    private final Watches watches;
    private final Get get;
    private final ListObjects list;
    private final Create create;
    private final Replacing replace;
    private final Patching patch;
    private final Delete delete;
    private final DeleteCollection deleteCollection;
    private final Scaling scaling;
    private final Binding binding;
    private final Eviction eviction;
    private final Finalizing finalizing;
    private final EphemeralContainers ephemeralContainers;
    private final Resizing resizing;
    private final Approval approval;

    /**
     * @param admission in the order in which they run
     * @param hooks give out what is unique
     * @param authorizer asked whether who applies what is not there may create it
     * @param handlers asked before the generic verbs, in order
     */
    public Registry(
            ClusterStore store,
            Catalogue catalogue,
            List<AdmissionStep> admission,
            List<WriteHook> hooks,
            List<SubresourceHandler> handlers,
            Watches watches,
            Authorizer authorizer,
            Clock clock) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.handlers = List.copyOf(handlers);
        this.watches = watches;
        Commits commits = new Commits(store, catalogue);
        AdmissionChain chain = new AdmissionChain(admission, hooks);
        ReadBarrier barrier = new ReadBarrier(store);
        this.get = new Get(store, barrier);
        this.list = new ListObjects(store, barrier);
        this.create = new Create(store, commits, chain, clock);
        Update update = new Update(store, commits, chain);
        Upsert upsert = new Upsert(store, create, authorizer);
        this.replace = new Replacing(upsert, update);
        this.patch = new Patching(upsert, update);
        this.delete = new Delete(store, commits, chain, clock);
        this.deleteCollection = new DeleteCollection(list, delete);
        this.scaling = new Scaling(catalogue, get, update, chain);
        this.binding = new Binding(catalogue, update, chain, clock);
        this.eviction = new Eviction(store, catalogue, get, update, delete, chain, clock);
        this.finalizing = new Finalizing(update);
        this.ephemeralContainers = new EphemeralContainers(get, update);
        this.resizing = new Resizing(get, update);
        this.approval = new Approval(get, update, clock);
    }

    @Override
    public ApiResponse handle(ApiRequest request, RequestTarget target) {
        ResourceType type = catalogue
                .byResource(target.group(), target.version(), target.resource())
                .filter(found -> found.exposure() != Exposure.SUBRESOURCE)
                .orElseThrow(Refusals::noSuchPath);
        if (!type.namespaced() && !target.namespace().isEmpty()) {
            if (!target.resource().equals("namespaces")) {
                throw Refusals.noSuchPath();
            }
            target = target.object("", target.name());
        }
        for (SubresourceHandler handler : handlers) {
            if (handler.handles(type, target.subresource())) {
                return handler.handle(request, target, type);
            }
        }
        Call call = Call.of(request, target, type, clock.instant(), catalogue);
        return target.subresource().isEmpty() ? main(call) : subresource(call);
    }

    @Override
    public List<String> methods(RequestTarget target) {
        return catalogue
                .byResource(target.group(), target.version(), target.resource())
                .map(type -> Methods.of(type, target))
                .orElse(List.of());
    }

    private ApiResponse main(Call call) {
        RequestTarget target = call.target();
        String verb = target.verb();
        boolean collectionVerb =
                verb.equals("create") || verb.equals("list") || verb.equals("watch") || verb.equals("deletecollection");
        if (!call.type().verbs().contains(verb)
                || verb.equals("create") && !target.name().isEmpty()
                || !collectionVerb && target.name().isEmpty()) {
            throw Refusals.methodNotAllowed();
        }
        if (call.type().namespaced() && target.namespace().isEmpty() && !verb.equals("list") && !verb.equals("watch")) {
            throw collectionVerb ? Refusals.methodNotAllowed() : Refusals.noSuchPath();
        }
        return switch (verb) {
            case "get" -> get.handle(call);
            case "list" -> list.handle(call);
            case "watch" -> Responses.warned(call, watches.handle(call.request(), target, call.type()));
            case "create" -> call.type().exposure() == Exposure.REQUEST ? request(call) : create.handle(call);
            case "update" -> replace.handle(call, Part.MAIN);
            case "patch" -> patch.handle(call, Part.MAIN);
            case "delete" -> delete.handle(call);
            case "deletecollection" -> deleteCollection.handle(call);
            default -> throw Refusals.methodNotAllowed();
        };
    }

    /** What is asked and forgotten, and no handler answers. */
    private ApiResponse request(Call call) {
        if (call.type().kind().equals("Binding")) {
            return binding.create(call);
        }
        throw Refusals.noSuchPath();
    }

    private ApiResponse subresource(Call call) {
        if (!call.type().subresources().contains(call.target().subresource())
                || call.type().namespaced() && call.namespace().isEmpty()) {
            throw Refusals.noSuchPath();
        }
        return switch (call.target().subresource()) {
            case "status" -> status(call);
            case "scale" -> scaling.handle(call);
            case "binding" -> binding(call);
            case "eviction" -> eviction.handle(call);
            case "ephemeralcontainers" -> ephemeralContainers.handle(call);
            case "resize" -> resizing.handle(call);
            case "approval" -> approval.handle(call);
            case "finalize" -> finalizing.handle(call);
            default -> throw Refusals.noSuchPath();
        };
    }

    private ApiResponse status(Call call) {
        return switch (call.target().verb()) {
            case "get" -> get.handle(call);
            case "update" -> replace.handle(call, Part.STATUS);
            case "patch" -> patch.handle(call, Part.STATUS);
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ApiResponse binding(Call call) {
        if (!call.target().verb().equals("create")) {
            throw Refusals.methodNotAllowed();
        }
        return binding.handle(call);
    }
}
