package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.function.Consumer;
import org.nakhoda.apiserver.admission.AdmissionContext;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.allocation.WriteHook;
import org.nakhoda.apiserver.allocation.WriteHook.Reservation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The admission steps in their order: those that change an object, and those that may refuse it. */
final class AdmissionChain implements Asking {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionChain.class);

    private final List<AdmissionStep> steps;
    private final List<WriteHook> hooks;

    AdmissionChain(List<AdmissionStep> steps, List<WriteHook> hooks) {
        this.steps = List.copyOf(steps);
        this.hooks = List.copyOf(hooks);
    }

    static AdmissionRequest request(Operation operation, Call call, String name, ObjectNode object, ObjectNode old) {
        return request(
                operation,
                call,
                name,
                object,
                old,
                call.options().dryRun(),
                new AdmissionContext(null, () -> call.options().object(operation)));
    }

    /** Of a subresource whose body is of a kind of its own. */
    static AdmissionRequest request(
            Operation operation, Call call, ObjectKind body, ObjectNode object, ObjectNode old) {
        return request(
                operation,
                call,
                call.name(),
                object,
                old,
                call.options().dryRun(),
                new AdmissionContext(body, () -> call.options().object(operation)));
    }

    static AdmissionRequest deletion(Call call, ObjectNode old, DeleteOptions options) {
        return request(
                Operation.DELETE,
                call,
                call.name(),
                null,
                old,
                options.dryRun(),
                new AdmissionContext(null, options::object));
    }

    private static AdmissionRequest request(
            Operation operation,
            Call call,
            String name,
            ObjectNode object,
            ObjectNode old,
            boolean dryRun,
            AdmissionContext context) {
        return new AdmissionRequest(
                operation,
                call.type(),
                call.namespace(),
                name,
                call.target().subresource(),
                object,
                old,
                call.user(),
                dryRun,
                call.warnings(),
                context);
    }

    /** Both halves, of a request that stores nothing itself. */
    void ask(AdmissionRequest request) {
        mutate(request);
        validate(request);
    }

    /** Runs the steps once more if a webhook or a policy changed the object. */
    @Override
    public void mutate(AdmissionRequest request) {
        do {
            for (AdmissionStep step : steps) {
                if (step.handles(request)) {
                    step.mutate(request);
                }
            }
        } while (request.context().reinvocation().begin());
    }

    @Override
    public void validate(AdmissionRequest request) {
        for (AdmissionStep step : steps) {
            if (step.handles(request)) {
                step.validate(request);
            }
        }
        note(request);
    }

    private static void note(AdmissionRequest request) {
        if (!request.context().annotations().isEmpty() && LOG.isInfoEnabled()) {
            LOG.info(
                    "{} {}/{} by {}: {}",
                    request.operation(),
                    request.type().resource(),
                    request.name(),
                    request.user().name(),
                    request.context().annotations());
        }
    }

    /** The last thing before the object is encoded: gives out what is unique, and counts what is bounded. */
    Reservation reserve(AdmissionRequest request) {
        Reservation all = Reservation.NONE;
        for (WriteHook hook : hooks) {
            if (hook.handles(request)) {
                all = reserved(all, hook, request);
            }
        }
        return all;
    }

    private static Reservation reserved(Reservation before, WriteHook hook, AdmissionRequest request) {
        if (before == Reservation.NONE) {
            return hook.reserve(request);
        }
        boolean done = false;
        try {
            Reservation both = new Both(before, hook.reserve(request));
            done = true;
            return both;
        } finally {
            if (!done) {
                before.released();
            }
        }
    }

    /** Two reservations for one write. */
    private record Both(Reservation first, Reservation second) implements Reservation {
        @Override
        public void committed() {
            each(Reservation::committed);
        }

        @Override
        public void released() {
            each(Reservation::released);
        }

        @Override
        public void unknown() {
            each(Reservation::unknown);
        }

        private void each(Consumer<Reservation> end) {
            try {
                end.accept(first);
            } finally {
                end.accept(second);
            }
        }
    }
}
