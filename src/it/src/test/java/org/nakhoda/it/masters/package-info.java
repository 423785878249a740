/**
 * Whether several masters keep their promises while things go wrong: {@link org.nakhoda.it.masters.fault faults} befall a
 * {@link org.nakhoda.it.masters.topology cluster} under {@link org.nakhoda.it.masters.load load}, and the {@link
 * org.nakhoda.it.masters.history history} of all clients is judged.
 */
package org.nakhoda.it.masters;
