using Hub.Api.OpenApi;

namespace Hub.Api.Shares;

/// <summary>What is left of a share after something was taken back: the share, or an object without keys when that was all.</summary>
[MergedModel(typeof(ShareModel), OrEmpty = true)]
public sealed class ShareLeftModel;
