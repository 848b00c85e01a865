using System.ComponentModel;

namespace ChatAspire.Lab.Spec;

/// <summary>The references of the container images, such as "redis:8".</summary>
[Description("The container images.")]
public sealed record ImagesSpec(
    [property: Description("The base of the local hosts' image: a Debian or Ubuntu, whose own Docker Engine the hosts run.")]
    string Host,
    [property: Description("The Redis image.")]
    string Redis,
    [property: Description("The name of the chat's image, which each host builds.")]
    string Chat,
    [property: Description("The base of the chat's image: an ASP.NET Core runtime.")]
    string Dotnet,
    [property: Description("The Aspire dashboard's image.")]
    string Dashboard,
    [property: Description("The image of the test containers test-a, test-b.")]
    string Test)
{
    /// <summary>All images, each with its key in <c>$.images</c>.</summary>
    internal IReadOnlyList<(string Role, string Name)> ByRole =>
        [("host", Host), ("redis", Redis), ("chat", Chat), ("dotnet", Dotnet), ("dashboard", Dashboard), ("test", Test)];
}
