/** Jobs: pods that are to end well a number of times. */
package org.nakhoda.controllers.job;
