package org.nakhoda.apiserver.allocation;

import java.util.Set;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;

/** An IPAddress that somebody makes by hand reserves its address, unless a service has it. */
final class AddressAllocation implements WriteHook {
    private final Ledger ledger;

    AddressAllocation(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().resource().equals(Ledger.ADDRESSES)
                && request.operation() == Operation.CREATE
                && !AddressRecord.isMirror(request.object());
    }

    @Override
    public Reservation reserve(AdmissionRequest request) {
        String address = request.name();
        if (ledger.take(address) == Ledger.Taken.YES) {
            throw ApiException.alreadyExists(Ledger.ADDRESSES, address);
        }
        Set<String> reserved = Set.of(address);
        return new Reservation() {
            @Override
            public void committed() {
                ledger.settle(new ResourceKey(Ledger.ADDRESSES, "", address), Claims.ofAddress(address), reserved);
            }

            @Override
            public void released() {
                ledger.giveBack(reserved);
            }
        };
    }
}
