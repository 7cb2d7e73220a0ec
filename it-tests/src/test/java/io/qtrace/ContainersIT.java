package io.qtrace;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All container tests, one after the other on the same three brokers and one registry. As classes
 * of their own they would be given to two JVMs in turn, and each class would start brokers of its
 * own, beside those of the other JVM.
 */
@Suite
@SelectPackages("io.qtrace.container")
@IncludeClassNamePatterns(".*IT")
final class ContainersIT {}
