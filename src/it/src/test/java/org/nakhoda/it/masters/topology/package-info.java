/** Several masters on one machine, each in a network namespace of its own, on a bridge that leads nowhere else. */
package org.nakhoda.it.masters.topology;
