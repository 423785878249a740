/** Scale and the horizontal pod autoscaler: the autoscaling group. */
package org.nakhoda.api.autoscaling;
