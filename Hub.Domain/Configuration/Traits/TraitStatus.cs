namespace Hub.Domain.Configuration.Traits;

/// <summary>What the hub does with a trait.</summary>
public enum TraitStatus
{
    /// <summary>Bound to a property of an option class.</summary>
    Supported,

    /// <summary>Known and checked, but without effect; setting it is a warning.</summary>
    KnownNotSupportedYet,

    /// <summary>A protection the hub does not have; setting it is a mistake, for without it the hub would only look as safe as it was meant to be.</summary>
    MissingProtection,

    /// <summary>A Python function or object, which JSON cannot express; setting it is a mistake.</summary>
    PythonOnly,
}
