using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ChatAspire.Lab.Spec;

/// <summary>A Docker host.</summary>
[Description("A Docker host.")]
public sealed record HostSpec(
    [property: Description("The host's name."), RegularExpression(NameRules.ObjectPattern)]
    string Name,
    [property: Description("The address of this host's end of the bridge, in the overlay's subnet.")]
    string Gateway);
