using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using static ArchUnitNET.Fluent.Slices.SliceRuleDefinition;

namespace ChatAspire.Architecture.Tests;

/// <summary>Holds the floors of the house: see "How it is built" in the README.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Each project, and the projects of the solution that it may use.</summary>
    private static readonly Dictionary<string, string[]> Floors = new()
    {
        ["ChatAspire.ServiceDefaults"] = [],
        ["ChatAspire.Network"] = [],
        ["ChatAspire.Lab"] = ["ChatAspire.Network"],
        ["ChatAspire.Redis"] = [],
        ["ChatAspire.Web"] = ["ChatAspire.ServiceDefaults"],
        ["chatlab"] = ["ChatAspire.Lab", "ChatAspire.Network"],
        ["ChatAspire.Hosting.Lab"] = ["ChatAspire.Lab", "ChatAspire.Network"],
        ["ChatAspire.AppHost"] = ["ChatAspire.Hosting.Lab", "ChatAspire.Lab", "ChatAspire.Network"],
    };

    public static TheoryData<string> Projects => [.. House.Libraries.Concat(House.Programs).Select(assembly => assembly.GetName().Name!)];

    public static TheoryData<string> Roots => [.. House.Roots];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_the_floors_below_it(string project) =>
        Assert.Subset(Floors[project].ToHashSet(), House.References(System.Reflection.Assembly.Load(project)).ToHashSet());

    [Theory]
    [MemberData(nameof(Roots))]
    public void No_folder_is_in_a_cycle(string root) => FreeOfCycles(root).Check(House.Architecture);

    [Fact]
    public void Libraries_do_not_write_to_the_console() =>
        WithoutConsole(Types().That().ResideInAssembly(House.Libraries[0], House.Libraries[1..])).Check(House.Architecture);

    [Fact]
    public void A_cycle_between_folders_is_found() =>
        Assert.False(FreeOfCycles("ChatAspire.Architecture.Tests.Samples").HasNoViolations(House.Architecture));

    [Fact]
    public void A_library_that_writes_to_the_console_is_found() =>
        Assert.False(WithoutConsole(Types().That().ResideInNamespaceMatching(@"ChatAspire\.Architecture\.Tests\.Samples"))
            .HasNoViolations(House.Architecture));

    private static SliceRule FreeOfCycles(string root) => Slices().Matching($"{root}.(**)").Should().BeFreeOfCycles();

    private static TypesShouldConjunction WithoutConsole(IObjectProvider<IType> types) =>
        Types().That().Are(types).Should().NotDependOnAny(typeof(Console));
}
