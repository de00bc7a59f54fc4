package io.quarkiverse.durable.runtime.lifecycle;

import java.lang.annotation.Annotation;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.runtime.jdbc.CapturedDataSource;
import io.quarkus.agroal.runtime.AgroalDataSourceUtil;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ClientProxy;
import io.quarkus.arc.InjectableBean;

/** The pools that stand behind captured datasources: the same beans as without us, for which ours are alternatives. */
final class PoolsBehind {

    private PoolsBehind() {
    }

    /** The pool that the application would have without us. */
    static AgroalDataSource of(String datasource) {
        AgroalDataSource visible = ClientProxy.unwrap(AgroalDataSourceUtil.dataSourceInstance(datasource).get());
        return visible instanceof CapturedDataSource captured ? captured.pool() : visible;
    }

    @SuppressWarnings("unchecked")
    static InjectableBean<AgroalDataSource> bean(String datasource) {
        Annotation qualifier = AgroalDataSourceUtil.qualifier(datasource);
        for (Bean<?> bean : Arc.container().beanManager().getBeans(AgroalDataSource.class, Any.Literal.INSTANCE)) {
            if (!bean.isAlternative() && bean.getQualifiers().contains(qualifier)) {
                return (InjectableBean<AgroalDataSource>) bean;
            }
        }
        throw new IllegalStateException("There is no pool of datasource " + datasource);
    }
}
