package org.nakhoda.it.masters.load;

/** One thread's work; ends soon after {@link Clients#stop}. */
interface Client {
    void run() throws InterruptedException;
}
