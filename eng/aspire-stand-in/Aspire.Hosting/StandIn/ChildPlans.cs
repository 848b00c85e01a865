using System.Globalization;

namespace Aspire.Hosting.StandIn;

/// <summary>How to start a resource, with the environment that Aspire gives it.</summary>
internal static class ChildPlans
{
    /// <summary>The process of a resource; null when it has none.</summary>
    public static async Task<ChildPlan?> ForAsync(Resource resource, Dashboard dashboard)
    {
        var environment = new Dictionary<string, string?>();
        foreach (var (name, value) in resource.Environment)
        {
            environment[name] = await value();
        }

        return resource switch
        {
            ProjectResource project => Project(project, environment, dashboard),
            ContainerResource container => Container(container, environment),
            _ => null,
        };
    }

    private static ChildPlan Project(ProjectResource project, Dictionary<string, string?> environment, Dashboard dashboard)
    {
        // The AppHost's own URL is the dashboard's.
        var urls = project.Endpoints.Where(endpoint => endpoint.UriScheme == "http").Select(endpoint => endpoint.Url);
        environment["ASPNETCORE_URLS"] = string.Join(';', urls) is { Length: > 0 } url ? url : null;
        environment["DOTNET_LAUNCH_PROFILE"] = null;

        // As Aspire.Hosting/OtlpConfigurationExtensions.cs sets it in development: all of it, and soon.
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.OtlpUrl;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        environment["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={dashboard.OtlpApiKey}";
        environment["OTEL_SERVICE_NAME"] = project.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():N}";
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        environment["OTEL_TRACES_SAMPLER"] = "always_on";
        environment["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        environment["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        return new ChildPlan(project.Name, BuildFacts.ProgramOf(project), project.Arguments,
            Path.GetDirectoryName(project.ProjectPath)!, environment);
    }

    private static ChildPlan Container(ContainerResource container, Dictionary<string, string?> environment)
    {
        var name = $"{container.Name}-{Guid.NewGuid():N}"[..(container.Name.Length + 9)];
        string[] arguments =
        [
            "run", "--rm", "--name", name,
            .. container.Endpoints.SelectMany(endpoint => new[] { "--publish", string.Create(CultureInfo.InvariantCulture, $"{endpoint.HostAndPort}:{endpoint.TargetPort}") }),
            .. container.Volumes.SelectMany(volume => new[] { "--volume", $"{volume.Name}:{volume.Target}" }),
            .. environment.Keys.SelectMany(variable => new[] { "--env", variable }), // the values stay off the command line
            container.Image,
            .. container.Arguments,
        ];
        return new ChildPlan(container.Name, "docker", arguments, BuildFacts.AppHostDirectory, environment,
            Cleanup: $"docker rm --force {name}");
    }
}
