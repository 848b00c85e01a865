using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace ChatAspire.Architecture.Tests;

/// <summary>The production assemblies, loaded once for all rules.</summary>
internal static class House
{
    /// <summary>The projects that only programs may use as a console.</summary>
    public static readonly Assembly[] Libraries =
    [
        Assembly.Load("ChatAspire.Network"),
        Assembly.Load("ChatAspire.Lab"),
        Assembly.Load("ChatAspire.Hosting.Lab"),
        Assembly.Load("ChatAspire.ServiceDefaults"),
    ];

    /// <summary>The projects with a <c>Main</c>.</summary>
    public static readonly Assembly[] Programs =
    [
        Assembly.Load("ChatAspire.AppHost"),
        Assembly.Load("ChatAspire.Redis"),
        Assembly.Load("ChatAspire.Web"),
        Assembly.Load("chatlab"),
    ];

    /// <summary>The namespaces whose cycles are searched.</summary>
    public static readonly string[] Roots =
        ["ChatAspire.Network", "ChatAspire.Lab", "ChatAspire.Hosting.Lab", "ChatAspire.Provisioner", "ChatAspire.Web"];

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Loaded = new(() => new ArchLoader()
        .LoadAssemblies([.. Libraries, .. Programs, typeof(ArchitectureTests).Assembly, typeof(Console).Assembly])
        .Build());

    /// <summary>The production code, the samples of this assembly, and <see cref="Console"/>.</summary>
    public static ArchUnitNET.Domain.Architecture Architecture => Loaded.Value;

    /// <summary>The project's own assemblies that an assembly references.</summary>
    public static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name.StartsWith("ChatAspire.", StringComparison.Ordinal) || name == "chatlab");
}
