package org.nakhoda.apiserver.serviceaccount;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * Which tokens a node may ask for: of the service accounts of its own pods, bound to the pod, for the audiences that the pod's
 * volumes name. (What Kubernetes' admission plugin NodeRestriction sees to.)
 */
final class NodeTokens {
    private static final GroupResource SERVICE_ACCOUNTS = GroupResource.core("serviceaccounts");
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final GroupResource VOLUMES = GroupResource.core("persistentvolumes");
    private static final GroupResource DRIVERS = new GroupResource("storage.k8s.io", "csidrivers");
    private static final String OTHER_AUDIENCES = "request-serviceaccounts-token-audience";

    private final ClusterStore store;
    private final Authorizer authorizer;

    NodeTokens(ClusterStore store, Authorizer authorizer) {
        this.store = store;
        this.authorizer = authorizer;
    }

    /**
     * @throws ApiException FORBIDDEN, or NOT_FOUND if there is no such pod
     */
    void check(String namespace, String account, JsonNode spec, UserInfo caller, String node) {
        JsonNode reference = spec.path("boundObjectRef");
        if (!Tree.text(reference, "kind").equals("Pod")
                || !Tree.text(reference, "apiVersion").equals("v1")
                || Tree.text(reference, "name").isEmpty()) {
            throw refused(account, "node requested token not bound to a pod");
        }
        String uid = Tree.text(reference, "uid");
        if (uid.isEmpty()) {
            throw refused(account, "node requested token with a pod binding without a uid");
        }
        String name = Tree.text(reference, "name");
        StoredObject pod =
                store.get(new ResourceKey(PODS, namespace, name)).orElseThrow(() -> ApiException.notFound(PODS, name));
        if (!pod.uid().equals(uid)) {
            throw refused(
                    account,
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. The object"
                            + " might have been deleted and then recreated");
        }
        JsonNode tree = Json.parse(pod.json());
        if (!Tree.text(tree, "spec", "nodeName").equals(node)) {
            throw refused(account, "node requested token bound to a pod scheduled on a different node");
        }
        checkAudience(namespace, account, spec.path("audiences"), caller, tree);
    }

    private void checkAudience(String namespace, String account, JsonNode audiences, UserInfo caller, JsonNode pod) {
        if (audiences.size() > 1) {
            throw refused(account, "node may only request 0 or 1 audiences");
        }
        String audience = audiences.path(0).asString("");
        Attributes asked =
                new Attributes(caller, OTHER_AUDIENCES, "", "v1", audience, "", namespace, account, true, "");
        if (!named(pod, audience) && !authorizer.authorize(asked).allowed()) {
            throw refused(
                    account,
                    "audience \"" + audience + "\" not found in pod spec volume, " + caller.name()
                            + " is not authorized to request tokens for this audience");
        }
    }

    private boolean named(JsonNode pod, String audience) {
        String namespace = Tree.text(pod, "metadata", "namespace");
        List<String> drivers = new ArrayList<>();
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            for (JsonNode source : volume.path("projected").path("sources")) {
                JsonNode token = source.path("serviceAccountToken");
                if (token.isObject() && Tree.text(token, "audience").equals(audience)) {
                    return true;
                }
            }
            String inline = Tree.text(volume.path("csi"), "driver");
            if (!inline.isEmpty()) {
                drivers.add(inline);
            }
            String claim = volume.path("ephemeral").isObject()
                    ? Tree.text(pod, "metadata", "name") + "-" + Tree.text(volume, "name")
                    : Tree.text(volume.path("persistentVolumeClaim"), "claimName");
            if (!claim.isEmpty()) {
                driver(namespace, claim).ifPresent(drivers::add);
            }
        }
        return drivers.stream().anyMatch(driver -> asks(driver, audience));
    }

    private Optional<String> driver(String namespace, String claim) {
        return store.get(new ResourceKey(CLAIMS, namespace, claim))
                .map(found -> Tree.text(Json.parse(found.json()), "spec", "volumeName"))
                .flatMap(volume -> store.get(new ResourceKey(VOLUMES, "", volume)))
                .map(found -> Tree.text(Json.parse(found.json()).path("spec").path("csi"), "driver"))
                .filter(driver -> !driver.isEmpty());
    }

    private boolean asks(String driver, String audience) {
        Optional<StoredObject> found = store.get(new ResourceKey(DRIVERS, "", driver));
        if (found.isPresent()) {
            for (JsonNode request : Json.parse(found.get().json()).path("spec").path("tokenRequests")) {
                if (Tree.text(request, "audience").equals(audience)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static ApiException refused(String account, String why) {
        return ApiException.forbidden(SERVICE_ACCOUNTS, account, why);
    }
}
