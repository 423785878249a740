/** Benchmarks that anyone can run: a load driver for the API, and inner loops under JMH. They print figures and judge none. */
package org.nakhoda.bench;
