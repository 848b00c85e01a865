using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ChatAspire.Lab.Spec;

/// <summary>The container of a chat node.</summary>
[Description("The container of a chat node.")]
public sealed record ChatSpec(
    [property: Description("The container's name."), RegularExpression(NameRules.ObjectPattern)]
    string Name,
    [property: Description("The host that runs it, one of $.hosts.")]
    string Host,
    [property: Description("Its address in the overlay's subnet.")]
    string Address,
    [property: Description("The port that it listens on, published on its host."), Range(1, 65535)]
    int Publish);
