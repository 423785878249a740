package org.nakhoda.apiserver.registry;

import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;

/** How admission is asked about a write: by the chain itself, unless the write goes through a subresource of its own form. */
interface Asking {
    /** Nobody is asked: the write is the server's own, or what stands behind it was asked about already. */
    Asking NONE = new Asking() {
        @Override
        public void mutate(AdmissionRequest write) {}

        @Override
        public void validate(AdmissionRequest write) {}
    };

    void mutate(AdmissionRequest write);

    void validate(AdmissionRequest write);
}
