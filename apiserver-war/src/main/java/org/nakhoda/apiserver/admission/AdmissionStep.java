package org.nakhoda.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.node.ObjectNode;

/** One admission plugin, named as Kubernetes names it. Steps run in a fixed order: all mutating ones, then all validating ones. */
public interface AdmissionStep {
    /** Kubernetes' name, such as {@code ServiceAccount}. */
    String name();

    boolean handles(AdmissionRequest request);

    /** May edit {@code request.object()}; runs before validation. */
    default void mutate(AdmissionRequest request) {}

    /**
     * @throws ApiException if the write must not be done
     */
    default void validate(AdmissionRequest request) {}

    enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /**
     * @param object the new state; null for DELETE
     * @param old the current state; null for CREATE
     * @param subresource empty for the main resource
     * @param warnings what the client is to be told; steps may add to it
     * @param context what belongs to the request beside its objects
     */
    record AdmissionRequest(
            Operation operation,
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            ObjectNode old,
            UserInfo user,
            boolean dryRun,
            List<String> warnings,
            AdmissionContext context) {
        public AdmissionRequest(
                Operation operation,
                ResourceType type,
                String namespace,
                String name,
                String subresource,
                ObjectNode object,
                ObjectNode old,
                UserInfo user,
                boolean dryRun,
                List<String> warnings) {
            this(
                    operation,
                    type,
                    namespace,
                    name,
                    subresource,
                    object,
                    old,
                    user,
                    dryRun,
                    warnings,
                    new AdmissionContext());
        }

        public AdmissionRequest(
                Operation operation,
                ResourceType type,
                String namespace,
                String name,
                String subresource,
                ObjectNode object,
                ObjectNode old,
                UserInfo user,
                boolean dryRun) {
            this(operation, type, namespace, name, subresource, object, old, user, dryRun, new ArrayList<>(0));
        }

        /** What kind of object {@code object} and {@code old} are: some subresources have bodies of a kind of their own. */
        public ObjectKind kind() {
            return context.body() == null ? ObjectKind.of(type) : context.body();
        }

        /** Whether {@code object} and {@code old} are objects of {@link #type}. */
        public boolean wholeObject() {
            return context.body() == null;
        }
    }
}
