using System.Reflection;

namespace Aspire.Hosting.StandIn;

/// <summary>What the build wrote into the AppHost's assembly (<c>StandIn.targets</c>).</summary>
internal static class BuildFacts
{
    private static readonly Dictionary<string, string?> Facts = typeof(BuildFacts).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .GroupBy(fact => fact.Key)
        .ToDictionary(facts => facts.Key, facts => facts.First().Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The AppHost project's folder.</summary>
    public static string AppHostDirectory => Of("apphostprojectpath");

    /// <summary>Where the solution keeps what it fetches.</summary>
    public static string Artifacts => Of("artifacts");

    /// <summary>The program that a project's build made.</summary>
    public static string ProgramOf(ProjectResource project)
    {
        var assembly = Of($"projectresource:{project.ProjectPath}");
        return Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
    }

    private static string Of(string key) => Facts.GetValueOrDefault(key)
        ?? throw new InvalidOperationException($"The build left no '{key}' in the AppHost: is the project a ProjectReference of it?");
}
